import type { NewPatientDto } from '../../clinic/patients/patient-body.dto.js';

const SAO_PAULO = 'São Paulo, SP';
const MELBOURNE = 'Melbourne VIC 3000';

const patient = (
  fullName: string,
  birthDate: string,
  sex: NonNullable<NewPatientDto['sex']>,
  contact: Pick<NewPatientDto, 'documentNumber' | 'phone' | 'email' | 'address' | 'restricted'> = {},
): NewPatientDto => ({ fullName, birthDate, sex, ...contact });

/** Invented people of two cities; the addresses of mail and the numbers reach nobody. */
export const FIRST_PATIENTS: readonly NewPatientDto[] = [
  patient('Beatriz Nogueira Prado', '1979-11-02', 'FEMALE', {
    documentNumber: '204.881.370-11',
    phone: '+55 11 95550-0101',
    email: 'beatriz.prado@mail.example',
    address: `Rua dos Ipês 44, ${SAO_PAULO}`,
  }),
  patient('Otávio Meireles', '1952-04-17', 'MALE', {
    documentNumber: '311.045.992-08',
    phone: '+55 11 95550-0102',
    address: `Alameda das Palmeiras 810, ${SAO_PAULO}`,
  }),
  patient('Larissa Teixeira Campos', '1996-08-23', 'FEMALE', {
    documentNumber: '455.912.603-77',
    phone: '+55 11 95550-0103',
    email: 'larissa.campos@mail.example',
  }),
  patient('Caetano Brandão', '2016-01-30', 'MALE', { phone: '+55 11 95550-0104' }),
  patient('Conceição Araújo', '1938-12-08', 'FEMALE', {
    documentNumber: '098.227.514-30',
    phone: '+55 11 95550-0105',
    address: `Travessa São Bento 7, ${SAO_PAULO}`,
  }),
  patient('Thiago Valença', '1988-06-14', 'MALE', {
    documentNumber: '382.660.145-92',
    phone: '+55 11 95550-0106',
    email: 'thiago.valenca@mail.example',
    restricted: true,
  }),
  patient('Yasmin Haddad', '2003-03-19', 'FEMALE', { documentNumber: '520.118.734-05', phone: '+55 11 95550-0107' }),
  patient('João Pedro Siqueira', '1971-09-05', 'MALE', {
    documentNumber: '276.409.881-63',
    phone: '+55 11 95550-0108',
    email: 'jp.siqueira@mail.example',
    address: `Rua do Mirante 1203, ${SAO_PAULO}`,
  }),
  patient('Ísis Ferreira', '1999-10-27', 'INTERSEX', {
    documentNumber: '491.377.250-18',
    phone: '+55 11 95550-0109',
  }),
  patient('Marlene Kuroda', '1945-07-11', 'FEMALE', {
    documentNumber: '117.803.946-54',
    phone: '+55 11 95550-0110',
    address: `Rua Galvão 298, ${SAO_PAULO}`,
  }),
  patient('Charlotte Whitmore', '1984-02-09', 'FEMALE', {
    documentNumber: 'AU-2950 11840 1',
    phone: '+61 491 570 006',
    email: 'charlotte.whitmore@mail.example',
    address: `12 Wattle Lane, ${MELBOURNE}`,
  }),
  patient('Lachlan Burke', '1967-05-21', 'MALE', {
    documentNumber: 'AU-3381 90427 2',
    phone: '+61 491 570 156',
    address: `Unit 4, 77 Harbour Street, ${MELBOURNE}`,
  }),
  patient("Siobhan O'Rourke", '1991-12-13', 'FEMALE', {
    documentNumber: 'AU-4107 55316 1',
    phone: '+61 491 570 157',
    email: 'siobhan.orourke@mail.example',
  }),
  patient('Jarrah Williams', '2011-04-02', 'MALE', {
    phone: '+61 491 570 158',
    address: `9 Banksia Court, ${MELBOURNE}`,
  }),
  patient('Nguyễn Thu Hà', '1976-01-25', 'FEMALE', {
    documentNumber: 'AU-2674 38195 3',
    phone: '+61 491 570 159',
    email: 'ha.nguyen@mail.example',
  }),
  patient('Dimitrios Papadakis', '1949-08-30', 'MALE', {
    documentNumber: 'AU-5026 71483 1',
    phone: '+61 491 570 110',
    address: `231 Lygon Parade, ${MELBOURNE}`,
  }),
  patient('Matilda Fraser-Young', '2020-11-16', 'FEMALE', { phone: '+61 491 571 266' }),
  patient('Priscilla Adeyemi', '1993-03-03', 'FEMALE', {
    documentNumber: 'AU-3892 20654 4',
    phone: '+61 491 571 491',
    email: 'priscilla.adeyemi@mail.example',
    restricted: true,
  }),
  patient('Zoë van der Berg', '1982-09-28', 'FEMALE', { documentNumber: 'AU-2218 64079 2', phone: '+61 491 571 804' }),
  patient('Rowan Castellanos', '2001-06-06', 'UNKNOWN', {
    documentNumber: 'AU-4765 13302 1',
    phone: '+61 491 572 549',
  }),
];
