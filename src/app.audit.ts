import { applyDecorators, type DynamicModule } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { AuditModule, modelsOf } from './audit/index.js';
import { Authenticated } from './auth/authenticated.decorator.js';
import { Roles } from './auth/roles.decorator.js';
import type { SignedIn } from './auth/signed-in.js';
import { clinicAuditPolicy } from './clinic/clinic.audit-policy.js';
import type { Env } from './config/env.js';
import { PrismaService } from './database/prisma.service.js';
import { Role } from './generated/prisma/enums.js';
import { USER_COLUMNS } from './users/user.dto.js';

// What no route declares: services find out, or work without a route.
const DESCRIBED = [
  'patient.searched',
  'patient.break-glass',
  'session.reuse-detected',
  'bootstrap-token.issued',
  'user.first-admin-created',
];
const READERS = ['ADMIN', 'AUDITOR'] as const;

/** The audit module as this application uses it. */
export function auditModule(env: Env): DynamicModule {
  return AuditModule.forRootAsync({
    activityReadableBy: applyDecorators(Authenticated(), ApiBearerAuth()),
    readableBy: applyDecorators(Roles(...READERS), ApiBearerAuth()),
    inject: [PrismaService],
    useFactory: (prisma: PrismaService) => ({
      policy: clinicAuditPolicy,
      names: { events: DESCRIBED, roles: Object.values(Role) },
      models: modelsOf(prisma),
      connection: {
        connectionString: env.DATABASE_URL,
        max: env.AUDIT_POOL_SIZE,
        statement_timeout: env.DATABASE_TIMEOUT_MS,
        query_timeout: env.DATABASE_TIMEOUT_MS + 500,
        connectionTimeoutMillis: env.DATABASE_CONNECT_TIMEOUT_MS,
        application_name: 'custodia-audit',
      },
      mayReadActivity: ({ user }, userId) => mayReadActivity(user as SignedIn, userId),
      mayStillRead: ({ user }) => mayStillRead(prisma, user as SignedIn),
      userById: (id) => findUser(prisma, id),
      failureOf: (request) => request.problem,
    }),
  });
}

function mayReadActivity({ id, roles }: SignedIn, userId: string): boolean {
  return id === userId || READERS.some((role) => roles.includes(role));
}

async function mayStillRead(prisma: PrismaService, { sessionId }: SignedIn): Promise<boolean> {
  const user = { active: true, deletedAt: null, roles: { hasSome: [...READERS] } };
  const session = { id: sessionId, revokedAt: null, expiresAt: { gt: new Date() }, user };
  return (await prisma.session.count({ where: session })) > 0;
}

// A deleted user too: what he did still names him.
async function findUser(prisma: PrismaService, id: string): Promise<object | null> {
  if (!isUUID(id)) return null;
  return prisma.user.findUnique({ where: { id }, select: { ...USER_COLUMNS, deletedAt: true } });
}
