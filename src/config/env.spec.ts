import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigurationError, readSettings, VARIABLES } from './env.js';

const faultsOf = (source: NodeJS.ProcessEnv): string[] => {
  try {
    readSettings(source);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
};

describe('the environment', () => {
  it('needs nothing at all', () => {
    expect(readSettings({})).toMatchObject({ NODE_ENV: 'development', HOST: '127.0.0.1', PORT: 3000 });
  });

  it('takes an empty value for one that is not set', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: '' })).toEqual(readSettings({}));
  });

  it('names every fault at once', () => {
    const faults = faultsOf({ PORT: 'many', DATABASE_URL: 'mysql://db', LOG_LEVEL: 'loud', REGISTRATION: 'maybe' });
    const variables = faults.map((fault) => fault.split(':')[0]);
    expect(new Set(variables)).toEqual(new Set(['DATABASE_URL', 'LOG_LEVEL', 'PORT', 'REGISTRATION']));
  });

  it('judges together what the variables say together, however faulty another one is', () => {
    expect(faultsOf({ NODE_ENV: 'production', PORT: '99999', MIGRATE_DATABASE_URL: 'postgresql://a@db/x' })).toEqual([
      expect.stringMatching(/^PORT: /),
      expect.stringMatching(/^MIGRATE_DATABASE_URL: needs DATABASE_URL/),
      expect.stringMatching(/^JWT_SECRET: /),
      expect.stringMatching(/^DATABASE_URL: /),
    ]);
  });

  it('refuses in production what is only good for trying out', () => {
    expect(faultsOf({ NODE_ENV: 'production', JWT_SECRET: 'short', SEED_DEMO: 'true' })).toEqual([
      expect.stringMatching(/^JWT_SECRET: .*32 bytes/),
      expect.stringMatching(/^DATABASE_URL: /),
      expect.stringMatching(/^SEED_DEMO: /),
    ]);
  });

  it('refuses open registration in production without a way to send mail', () => {
    expect(faultsOf({ NODE_ENV: 'production', REGISTRATION: 'open' })).toContainEqual(
      expect.stringMatching(/^SMTP_URL: /),
    );
  });
});

describe('.env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const example = parseEnv(text) as NodeJS.ProcessEnv;

  it('lists exactly the variables there are, each below a comment', () => {
    expect(new Set(Object.keys(example))).toEqual(new Set(VARIABLES));
    for (const block of text.split('\n\n')) expect(block).toMatch(/^#/);
  });

  it('changes nothing when it is copied as it stands', () => {
    expect(readSettings(example)).toEqual(readSettings({}));
  });
});
