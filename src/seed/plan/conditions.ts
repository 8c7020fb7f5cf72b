import type { LabFinding, PrescriptionType, TimeSlot } from '../../generated/prisma/enums.js';

interface Lab {
  test: string;
  question: string;
  result: string;
  finding: LabFinding;
}

interface Wanted {
  medicine: string;
  quantity: number;
  days: number;
  type: PrescriptionType;
  timeSlots: TimeSlot[];
  instructions: string;
}

/** Why somebody comes, and what usually follows. */
export interface Condition {
  reason: string;
  note: { title: string; text: string };
  lab?: Lab;
  prescription?: Wanted;
}

const comes = (reason: string, title: string, text: string, follows: Pick<Condition, 'lab' | 'prescription'> = {}) => ({
  reason,
  note: { title, text },
  ...follows,
});
const lab = (test: string, question: string, result: string, finding: LabFinding): Lab => ({
  test,
  question,
  result,
  finding,
});
const takes = (
  medicine: string,
  [quantity, days]: [number, number],
  type: PrescriptionType,
  timeSlots: TimeSlot[],
  instructions: string,
): Wanted => ({ medicine, quantity, days, type, timeSlots, instructions });

export const CONDITIONS: readonly Condition[] = [
  comes(
    'Blood pressure control',
    'Hypertension',
    'Pressure above target at home. Dose raised, less salt, control in four weeks.',
    {
      lab: lab(
        'Creatinine and potassium',
        'Safe to raise losartan?',
        'Creatinine 0.9 mg/dL, potassium 4.3 mmol/L',
        'NORMAL',
      ),
      prescription: takes('Losartan', [60, 30], 'LONG_TERM', ['MORNING', 'EVENING'], 'Measure before breakfast'),
    },
  ),
  comes('Diabetes review', 'Type 2 diabetes', 'Walks three times a week. Feet without lesions. Metformin continued.', {
    lab: lab('HbA1c', 'Control of the last quarter', 'HbA1c 7.8 %', 'ABNORMAL'),
    prescription: takes('Metformin', [60, 30], 'LONG_TERM', ['MORNING', 'EVENING'], 'With the meal'),
  }),
  comes(
    'Sore throat and fever',
    'Tonsillitis',
    'Exudate on both sides, tender nodes. Antibiotic for ten days, fluids, rest.',
    {
      prescription: takes(
        'Amoxicillin',
        [30, 10],
        'ACUTE',
        ['MORNING', 'NOON', 'NIGHT'],
        'Take all of it, even when you feel better',
      ),
    },
  ),
  comes(
    'Shortness of breath at night',
    'Asthma',
    'Wheezing on both sides, better after inhaling. Technique of the inhaler practised.',
    { prescription: takes('Salbutamol', [1, 30], 'AS_NEEDED', [], 'Two puffs when needed, at most eight a day') },
  ),
  comes(
    'Trouble falling asleep',
    'First session',
    'Ruminates since a change of work. Sleep diary, no screens after nine. Again in two weeks.',
  ),
  comes(
    'Low mood for months',
    'Depressive episode',
    'No suicidal thoughts. Weekly sessions agreed; the general practitioner joins.',
    {
      lab: lab('TSH', 'Thyroid as a cause?', 'TSH 2.1 mIU/L', 'NORMAL'),
      prescription: takes('Sertraline', [30, 30], 'LONG_TERM', ['MORNING'], 'Effect after two to three weeks'),
    },
  ),
  comes(
    'Heartburn after meals',
    'Reflux',
    'No alarm signs. Smaller meals, head of the bed raised, tablets for four weeks.',
    { prescription: takes('Omeprazole', [28, 28], 'ACUTE', ['MORNING'], 'Half an hour before breakfast') },
  ),
  comes(
    'Tiredness and weight gain',
    'Hypothyroidism',
    'Dry skin, slow reflexes. Treatment begun; blood again in six weeks.',
    {
      lab: lab('TSH and free T4', 'Thyroid?', 'TSH 11.4 mIU/L, free T4 0.7 ng/dL', 'ABNORMAL'),
      prescription: takes('Levothyroxine', [30, 30], 'LONG_TERM', ['MORNING'], 'On an empty stomach'),
    },
  ),
  comes(
    'Pain in the knee after running',
    'Overload of the knee',
    'No effusion, ligaments stable. Pause of two weeks, exercises shown.',
    { prescription: takes('Ibuprofen', [20, 7], 'AS_NEEDED', [], 'With food, at most three a day') },
  ),
  comes(
    'Itching rash on both arms',
    'Contact dermatitis',
    'New soap two weeks ago. Soap stopped, cream thinly for a week.',
    { prescription: takes('Hydrocortisone', [1, 7], 'ACUTE', ['MORNING', 'NIGHT'], 'Not on the face') },
  ),
  comes('Yearly check-up', 'Check-up', 'Feels well. Examination without findings; vaccines up to date.', {
    lab: lab('Full blood count', 'Routine', 'Haemoglobin 13.9 g/dL, leukocytes 6.1 /nL, platelets 240 /nL', 'NORMAL'),
  }),
  comes(
    'Dizziness when standing up',
    'Orthostatic dizziness',
    'Pressure falls on standing. More water, slower rising; blood count today.',
    { lab: lab('Full blood count and ferritin', 'Anaemia?', 'Haemoglobin 6.8 g/dL, ferritin 5 ng/mL', 'CRITICAL') },
  ),
];

export const CANCELLATIONS = [
  'The patient is travelling',
  'Feels better already',
  'The doctor is ill',
  'Could not get away from work',
];
export const HISTORIES = ['Asthma as a child', 'Appendectomy in 2009', 'Gestational diabetes', 'Broken wrist in 2015'];
export const ALLERGIES = ['Penicillin', 'Latex', 'Nuts', 'Dipyrone'];
