import { DEMO_DOMAIN, STAFF } from './demo-users.js';

const PREFIX = 'nora.';
const DOMAIN = '@clinic.example';

/** An address that nobody has yet, for the examples that need one. */
export const newAddress = (fresh: number): string => `${PREFIX}${fresh}${DOMAIN}`;

/** Users whom examples may change and remove without harm: those who have not begun, and those whom an example made. */
export const NOBODY_NEEDED = {
  deletedAt: null,
  email: { notIn: STAFF.map(({ email }) => email) },
  OR: [{ email: { endsWith: `@${DEMO_DOMAIN}` } }, { email: { startsWith: PREFIX, endsWith: DOMAIN } }],
};
