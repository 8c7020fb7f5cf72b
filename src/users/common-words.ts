// What guessing starts with, in lower case and without digits around it: the words, names, teams and keyboard walks
// that lists of leaked passwords repeat most, in English and Portuguese, and what suggests itself in a clinic.
const WORDS = `
  password passwort passwd senha contrasena motdepasse parola heslo wachtwoord pass pwd secret segredo private
  welcome bemvindo willkommen bienvenue hello ola hallo letmein openup opensesame login signin logon access enter
  admin administrator administrador root superuser sysadmin master mestre owner manager user usuario guest visitor
  test testing tester teste demo example sample default standard temp temporary changeme change mudar please now
  iloveyou ilove loveyou teamo loveme lovely love amor babygirl baby honey sweetheart darling princess princesa prince
  princ queen king angel anjo heaven jesus jesuscristo christ deus godisgood god faith blessed blessing grace hope
  monkey dragon tiger lion eagle falcon shark wolf bear panda horse pony dog doggie puppy cat kitty kitten bird fish
  butterfly unicorn phoenix dinosaur spider snake turtle rabbit bunny elephant dolphin
  sunshine sunflower sunny rainbow flower rose roses daisy lily summer verao winter inverno spring autumn outono fall
  january february march april june july august september october november december monday friday saturday sunday
  football futebol soccer baseball basketball hockey tennis golf chelsea arsenal liverpool barcelona realmadrid
  manchester united juventus flamengo corinthians palmeiras santos vasco gremio cruzeiro lakers yankees cowboys
  superman batman spiderman ironman wonderwoman starwars skywalker pokemon pikachu naruto matrix trustno trustnoone
  ninja samurai warrior hunter ranger killer shadow ghost legend hero champion winner player gamer pirate soldier
  michael michelle daniel daniela jessica jennifer jordan joshua ashley amanda andrew andrea anthony nicole matthew
  thomas robert charlie charles george harley maggie ginger pepper buster hannah samantha taylor thunder justin
  maria mariana joao jose carlos fernanda gabriel gabriela rafael rafaela lucas felipe bruno rodrigo juliana beatriz
  ana anapaula pedro paulo marcos patricia camila larissa vitoria leticia isabela eduardo gustavo henrique
  computer computador laptop internet google facebook instagram youtube twitter linkedin microsoft windows apple
  iphone samsung android amazon netflix oracle cisco server network database system security mobile wireless
  america brasil brazil portugal london paris berlin newyork california texas canada australia england germany
  money dollar cash gold golden silver diamond platinum crystal rich million lucky fortune happy smile friend friends
  family familia mother father mom dad mommy daddy mae pai sister brother forever always together alone
  cheese chocolate cookie coffee banana orange apple cherry strawberry pumpkin peanut butter pizza burger sugar candy
  freedom liberty liberdade peace power energy victory success passion dream dreams magic mystery miracle destiny
  purple yellow orange green blue red black white pink silver azul verde vermelho branco preto amarelo
  mustang corvette ferrari porsche mercedes toyota honda yamaha ducati camaro jaguar audi bmw
  whatever nothing something anything everything nobody somebody blink metal rock music guitar rocknroll metallica
  hospital clinic clinica doctor doutor medico medica nurse enfermeira enfermeiro patient paciente pharmacy farmacia
  reception receptionist recepcao billing auditor health saude medical medicine medicina practice custodia appointment
  qwerty qwertz azerty qwert qwer asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qaz qazwsx wsx edc qazwsxedc wasd
  uiop qwertyuiop poiuytrewq lkjhgfdsa mnbvcxz abc abcd abcde abcdef abcdefg abcdefgh abcdefghi xyz aaa xxx zzz
  the and my your our is a i am me you we it to of in for so no yes not go be one two three first this that new big
  super mega ultra best good great cool hot sexy bad boy girl man men guy lady woman life world work home house
  school college office team company company group center centre city street game games party night day time year
`;

export const COMMON_WORDS: ReadonlySet<string> = new Set(WORDS.split(/\s+/).filter((word) => word !== ''));
