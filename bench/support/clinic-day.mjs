import { signInWith } from './servers.mjs';

const WORDS = ['souza', 'maria', 'silva', 'ana', 'brien', 'ferreira', 'naves', 'grace'];

/** How often each happens in a hundred requests. */
const MIX = [
  [28, 'view a patient', ({ doctor, patient }) => get(doctor, `/api/patients/${patient}`)],
  [8, 'list patients', ({ desk, page }) => get(desk, `/api/patients?limit=20&page=${page}`)],
  [8, 'search patients', ({ desk, word }) => get(desk, `/api/patients?limit=20&search=${word}`)],
  [10, 'view vitals', ({ nurse, patient }) => get(nurse, `/api/patients/${patient}/vitals`)],
  [
    6,
    'list appointments',
    ({ desk, practitioner }) => get(desk, `/api/appointments?limit=20&practitionerId=${practitioner}`),
  ],
  [5, 'view the queue', ({ desk }) => get(desk, '/api/queue')],
  [5, 'list notes', ({ doctor, patient }) => get(doctor, `/api/patients/${patient}/progress-notes`)],
  [4, 'list prescriptions', ({ pharmacist, patient }) => get(pharmacist, `/api/patients/${patient}/prescriptions`)],
  [1, 'list invoices', ({ biller }) => get(biller, '/api/invoices?limit=20')],
  [
    10,
    'record vitals',
    ({ nurse, patient }) => post(nurse, `/api/patients/${patient}/vitals`, { pulse: 72, systolic: 121, diastolic: 79 }),
  ],
  [
    6,
    'change a patient',
    ({ desk, patient, turn }) => write('PATCH', desk, `/api/patients/${patient}`, { address: `Rua ${turn}` }),
  ],
  [
    5,
    'write a note',
    ({ doctor, patient }) =>
      post(doctor, `/api/patients/${patient}/progress-notes`, { title: 'Control', text: 'Better.' }),
  ],
  [
    3,
    'order a test',
    ({ doctor, patient }) => post(doctor, `/api/patients/${patient}/lab-orders`, { test: 'Full blood count' }),
  ],
  [1, 'sign in', ({ login }) => post({}, '/api/auth/login', login)],
];

const DAY = 1_000;

/** A day's requests in a mixed order, always the same one, with the headers of people who have just signed in. */
export async function clinicDay({ url, logins, ids }) {
  const loginOf = (role) => logins.find((each) => each.role === role);
  const as = async (role) => signInWith(url, loginOf(role));
  const { email, password } = loginOf('NURSE');
  const staff = {
    doctor: await as('DOCTOR'),
    nurse: await as('NURSE'),
    desk: await as('RECEPTIONIST'),
    pharmacist: await as('PHARMACIST'),
    biller: await as('BILLING'),
    login: { email, password },
  };
  const kinds = MIX.flatMap(([share, _name, request]) => Array.from({ length: share }, () => request));
  return Array.from({ length: DAY }, (_, turn) =>
    // 37 and 100 have no common factor: every kind comes as often as it should, and not in a row.
    kinds[(turn * 37) % kinds.length]({
      ...staff,
      turn,
      patient: ids.patients[(turn * 7) % ids.patients.length],
      practitioner: ids.practitioners[turn % ids.practitioners.length],
      word: WORDS[turn % WORDS.length],
      page: 1 + (turn % 5),
    }),
  );
}

const get = (headers, path) => ({ method: 'GET', path, headers });
const post = (headers, path, body) => write('POST', headers, path, body);

function write(method, headers, path, body) {
  return { method, path, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
