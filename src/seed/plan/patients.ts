import type { NewPatientDto } from '../../clinic/patients/patient-body.dto.js';
import { Chance } from './chance.js';
import { cpfLike, medicareLike } from './document-number.js';
import { FIRST_PATIENTS } from './first-patients.js';
import { AUSTRALIAN, BRAZILIAN } from './names.js';
import { SITES } from './sites.js';

export interface PlannedPatient {
  body: NewPatientDto;
  site: (typeof SITES)[number];
  /** Which of the site's patients he is, from 0. */
  ordinal: number;
}

const [SAO_PAULO, MELBOURNE] = SITES;
const FIRST_BRAZILIANS = 10;
const RESTRICTED = 0.03;
const STREETS = {
  'São Paulo': ['Rua das Acácias', 'Rua do Ipê', 'Alameda Jaú', 'Rua Girassol', 'Travessa da Paz', 'Rua Araçá'],
  Melbourne: ['Banksia Street', 'Wattle Grove', 'Harbour Parade', 'Gumnut Lane', 'Lorikeet Court', 'Saltbush Road'],
} as const;

/** The patient of that number: always the same one, however many there are. */
export function plannedPatient(index: number): PlannedPatient {
  const written = FIRST_PATIENTS[index];
  const brazilian = written ? index < FIRST_BRAZILIANS : index % 2 === 0;
  const before = FIRST_PATIENTS.length;
  const ordinal = written ? index % FIRST_BRAZILIANS : FIRST_BRAZILIANS + Math.floor((index - before) / 2);
  const site = brazilian ? SAO_PAULO : MELBOURNE;
  return { body: written ?? invented(index, brazilian), site, ordinal };
}

function invented(index: number, brazilian: boolean): NewPatientDto {
  const chance = new Chance('patient', index);
  const sex = chance.pick(['FEMALE', 'MALE'] as const);
  const names = brazilian ? BRAZILIAN : AUSTRALIAN;
  const given = chance.pick(names[sex === 'FEMALE' ? 'female' : 'male']);
  const family = chance.pick(names.family);
  const second = brazilian ? chance.pick(names.family.filter((name) => name !== family)) : '';
  const street = chance.pick(STREETS[brazilian ? 'São Paulo' : 'Melbourne']);
  const number = chance.whole(1, 980);
  return {
    fullName: [given, second, family].filter((name) => name !== '').join(' '),
    birthDate: `${chance.whole(1932, 2022)}-${two(chance.whole(1, 12))}-${two(chance.whole(1, 28))}`,
    sex,
    documentNumber: brazilian ? cpfLike(index) : medicareLike(index),
    phone: `${brazilian ? '+55 11 955' : '+61 491 '}${String(index).padStart(6, '0')}`,
    ...(chance.likely(0.7) ? { email: `${mailName(`${given}.${family}`)}.${index}@mail.example` } : {}),
    ...(chance.likely(0.8)
      ? { address: brazilian ? `${street} ${number}, São Paulo, SP` : `${number} ${street}, Melbourne VIC 3000` }
      : {}),
    ...(chance.likely(RESTRICTED) ? { restricted: true } : {}),
  };
}

function mailName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
}

const two = (value: number) => String(value).padStart(2, '0');
