import { PrismaPg } from '@prisma/adapter-pg';
import { declareTriggers, installAudit, installTrace, modelsOf } from './audit/index.js';
import { clinicAuditPolicy } from './clinic/clinic.audit-policy.js';
import { migrate, type MigrateOptions } from './database/migrate.js';
import { PrismaClient } from './generated/prisma/client.js';

/** Brings a database to what this version needs: roles, migrations, rights, and the triggers that audit it. */
export async function prepareDatabase(options: Omit<MigrateOptions, 'afterwards'>): Promise<string[]> {
  // Never connects: it only shows the models that it was generated from.
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: options.appUrl }) });
  const declared = declareTriggers(clinicAuditPolicy, modelsOf(prisma));
  return migrate({
    ...options,
    afterwards: async (owner, roles) => {
      await installAudit(owner, { declared, appRole: roles.app, readerRole: roles.reader });
      // As the login itself: where it is a superuser, the database watches over what the owner does.
      await owner.query('RESET ROLE');
      await installTrace(owner);
    },
  });
}
