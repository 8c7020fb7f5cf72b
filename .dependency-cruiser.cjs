// The arrows of ARCHITECTURE.md, enforced.
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    forbid(
      'no-cycles',
      {},
      { circular: true, dependencyTypesNot: ['type-only'] },
      'A circle has no beginning to read from.',
    ),
    forbid(
      'audit-knows-nobody',
      { path: '^src/audit/' },
      { path: '^src/', pathNot: '^src/audit/' },
      'The audit module is adoptable by a foreign application: it imports nothing of ours.',
    ),
    forbid(
      'audit-has-one-door',
      { path: '^src/', pathNot: '^src/audit/' },
      { path: '^src/audit/', pathNot: '^src/audit/index\\.ts$' },
      'Everything outside uses src/audit/index.ts.',
    ),
    forbid(
      'auth-below-clinic',
      { path: '^src/(auth|users|database|config|http|idempotency|mail)/' },
      { path: '^src/clinic/' },
      'Imports run clinic → auth.',
    ),
    forbid(
      'users-below-auth',
      { path: '^src/users/' },
      { path: '^src/auth/', pathNot: '^src/auth/(roles|public|current-user)\\.decorator\\.ts$' },
      'Imports run auth → users.',
    ),
    forbid(
      'foreign-app-uses-the-door',
      { path: '^test/foreign-app/app\\.ts$' },
      { path: '^src/', pathNot: '^src/audit/index\\.ts$' },
      'It proves that the audit module needs nothing else of ours.',
    ),
    forbid(
      'src-without-tests',
      { path: '^src/', pathNot: '\\.spec\\.ts$' },
      { path: '^(test|bench)/' },
      'The product does not know its tests.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|src/generated|test/foreign-app/generated)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
