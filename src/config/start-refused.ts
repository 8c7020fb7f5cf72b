/** The server does not start, and the message alone says why and what to do: no stack, no second line. */
export class StartRefused extends Error {}
