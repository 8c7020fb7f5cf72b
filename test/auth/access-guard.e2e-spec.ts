import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { AccessTokenStrategy } from '../../src/auth/access-token.strategy.js';
import { AccessGuard } from '../../src/auth/access.guard.js';
import { Authenticated } from '../../src/auth/authenticated.decorator.js';
import { Public } from '../../src/auth/public.decorator.js';
import { Roles } from '../../src/auth/roles.decorator.js';
import { SessionReader } from '../../src/auth/session-reader.service.js';
import { Env } from '../../src/config/env.js';
import { testEnv, useApp } from '../support/app.js';

@Controller()
class Silent {
  @Get('silent')
  silent() {
    return 'nobody decided who may see this';
  }
}

@Public()
@Controller('public')
class PublicButOne {
  @Get('open')
  open() {
    return 'open';
  }

  @Get('doctors')
  @Roles('DOCTOR')
  doctors() {
    return 'doctors';
  }

  @Get('both')
  @Public()
  @Roles('DOCTOR')
  both() {
    return 'both';
  }
}

@Roles('DOCTOR')
@Controller('doctors')
class DoctorsButOne {
  @Get('all')
  @Authenticated()
  all() {
    return 'all';
  }

  @Get('nurses')
  @Roles('NURSE')
  nurses() {
    return 'nurses';
  }
}

const app = useApp();
let other: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  const env = testEnv(app.db.appUrl);
  @Module({
    controllers: [Silent, PublicButOne, DoctorsButOne],
    providers: [
      { provide: Env, useValue: env },
      { provide: pg.Pool, useValue: app.nest.get(pg.Pool, { strict: false }) },
      Reflector,
      SessionReader,
      AccessTokenStrategy,
      { provide: APP_GUARD, useClass: AccessGuard },
    ],
  })
  class Other {}
  other = await NestFactory.create<NestFastifyApplication>(Other, new FastifyAdapter(), { logger: false });
  await other.listen(0, '127.0.0.1');
  url = await other.getUrl();
});
afterAll(() => other.close());

const get = async (path: string, email?: string) => {
  const token = email === undefined ? undefined : (await app.signIn(email)).accessToken;
  const reply = await fetch(url + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  return reply.status === 200 ? reply.text() : ((await reply.json()) as { code: string }).code;
};

it('refuses everybody where nobody said who may', async () => {
  expect(await get('/silent')).toBe('token-missing');
  expect(await get('/silent', 'admin@clinic.example')).toBe('route-closed');
});

it('lets the handler decide over its class, and the stricter of two decorators win', async () => {
  expect(await get('/public/open')).toBe('open');
  expect(await get('/public/doctors')).toBe('token-missing');
  expect(await get('/public/doctors', 'nurse@clinic.example')).toBe('role-required');
  expect(await get('/public/doctors', 'doctor@clinic.example')).toBe('doctors');
  expect(await get('/public/both')).toBe('token-missing');
  expect(await get('/doctors/all', 'nurse@clinic.example')).toBe('all');
  expect(await get('/doctors/nurses', 'nurse@clinic.example')).toBe('nurses');
  expect(await get('/doctors/nurses', 'doctor@clinic.example')).toBe('role-required');
});

it('gives a user who holds several roles what any of them may', async () => {
  await app.db.query(`UPDATE "User" SET roles = '{BILLING,DOCTOR}' WHERE email = 'billing@clinic.example'`);
  expect(await get('/public/doctors', 'billing@clinic.example')).toBe('doctors');
});

it('answers for its own application when two run in one process', async () => {
  expect((await app.as('PHARMACIST').get('/api/auth/me').expect(200)).body).toMatchObject({ roles: ['PHARMACIST'] });
});
