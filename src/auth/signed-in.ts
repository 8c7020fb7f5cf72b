import type { Role } from '../generated/prisma/enums.js';

/** Someone whose identity is proven, with or without a session (registering or confirming an address opens none). */
export interface Identified {
  id: string;
  email: string;
  name: string;
  roles: Role[];
  sessionId?: string;
}

/** Who a request comes from, read from the database at this very request. Lives at `request.user`. */
export interface SignedIn extends Identified {
  sessionId: string;
}
