import type { Formulation } from '../../generated/prisma/enums.js';

/** What the demo pharmacy keeps. */
export const MEDICINES: readonly { name: string; strength: string; formulation: Formulation; manufacturer: string }[] =
  [
    ['Losartan', '50 mg', 'TABLET'],
    ['Metformin', '850 mg', 'TABLET'],
    ['Amoxicillin', '500 mg', 'CAPSULE'],
    ['Paracetamol', '500 mg', 'TABLET'],
    ['Ibuprofen', '400 mg', 'TABLET'],
    ['Salbutamol', '100 mcg', 'INHALER'],
    ['Sertraline', '50 mg', 'TABLET'],
    ['Omeprazole', '20 mg', 'CAPSULE'],
    ['Levothyroxine', '75 mcg', 'TABLET'],
    ['Hydrocortisone', '1 %', 'CREAM'],
    ['Loratadine', '1 mg/mL', 'SYRUP'],
    ['Chloramphenicol', '0.5 %', 'DROPS'],
    ['Influenza vaccine', '0.5 mL', 'INJECTION'],
  ].map(([name, strength, formulation], index) => ({
    name: name!,
    strength: strength!,
    formulation: formulation as Formulation,
    manufacturer: index % 2 === 0 ? 'Southern Cross Pharma' : 'Laboratório Ipê',
  }));
