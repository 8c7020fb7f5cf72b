const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Invented people are put together from these; none is meant. */
export const BRAZILIAN = {
  female: words(`
    Adélia Aline Amélia Ângela Antônia Aparecida Benedita Cecília Célia Clarice Cláudia Débora Denise Eduarda Elaine
    Flávia Francisca Gislaine Glória Helena Heloísa Inês Iracema Isabel Jaqueline Joana Jussara Lídia Lívia Lúcia Luzia
    Marília Márcia Mônica Natália Noêmia Olívia Paula Raíssa Regina Rita Rosângela Sílvia Simone Sônia Tânia Tereza
    Valéria Vânia Verônica`),
  male: words(`
    Adriano Aécio Alexandre Álvaro Anderson Antônio Ariel Benício Breno Caio César Cícero Cláudio Danilo Davi Edson
    Elias Emanuel Fábio Fabrício Flávio Francisco Geraldo Gílson Heitor Hélio Igor Ivan Jônatas Júlio Leandro Léo
    Luís Marcelo Márcio Mário Mateus Maurício Murilo Nélson Otávio Renato Rogério Sérgio Sílvio Tadeu Vinícius Vítor
    Wagner Zeca`),
  family: words(`
    Abreu Albuquerque Alencar Amaral Antunes Aragão Assunção Azevedo Barbosa Barros Batista Bezerra Bittencourt Borges
    Bragança Caldeira Camargo Cardoso Carneiro Cavalcanti Conceição Cordeiro Cunha Damasceno Diniz Dourado Esteves
    Evangelista Falcão Farias Fonseca Fontoura Freire Galvão Godói Gonçalves Guimarães Guedes Lacerda Leitão Machado
    Magalhães Meireles Menezes Monção Moraes Mourão Muniz Naves Negrão Nóbrega Pacheco Paixão Peçanha Pimentel
    Queirós Quintão Rangel Rezende Sampaio Sequeira Simões Tavares Toledo Trindade Uchôa Valadão Vasconcelos Viana
    Vilela Zanetti`),
} as const;

export const AUSTRALIAN = {
  female: words(`
    Abigail Adele Alinta Anneliese Aoife Brónagh Bronte Caitlin Chloé Claire Courtney Daisy Eilidh Eleni Ellie Esmé
    Evie Freya Georgia Giulia Harriet Imogen Indah Isla Jacinta Jarli Kirra Kylie Lan Leilani Linh Maeve Marnie Mei
    Mia Nerida Olivia Paige Piper Poppy Renée Saoirse Sienna Talia Tahlia Tess Violet Willow Yindi Zara`),
  male: words(`
    Aiden Angus Anh Archie Bailey Beau Blake Brodie Callum Connor Darcy Declan Dougal Ewan Finn Flynn Gareth Giorgos
    Hamish Harrison Hugo Hùng Isaac Jasper Jedda Jiro Jye Kai Kieran Koa Leon Liam Lorcan Lucas Malachy Marlon Nash
    Niall Noah Oisín Oscar Patrick Quinn Reuben Rory Seán Tarkyn Toby Warrick Xavier`),
  family: words(`
    Abbott Ahern Anastasiou Baillieu Barrett Beaumont Birrell Brennan Brody Callaghan Carmody Chisholm Cleary Connolly
    Costello Cullen Dalgarno Delaney Devereux Doherty Donnelly Doyle Drummond Dunstan Ebden Farrelly Fitzgerald
    Flanagan Gallagher Gillard Goodwin Guthrie Halloran Hargreaves Hawke Heffernan Hoàng Ingram Jankovic Keneally
    Kingsley Lê Lindsay Lockyer MacDougall Mackenzie Maguire Marchetti McAllister McNamara Merrick Molloy Moretti
    Murdoch Nakamura Ngata Nikolaidis O'Brien O'Shea Petrović Phạm Quilty Rafferty Redmond Rinaldi Rossi Savage Sloane
    Strachan Sutherland Tanaka Thornton Trần Underwood Vella Whelan Wirth Yarrow Zammit`),
} as const;
