import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Env } from './config/env.js';
import { fastifyOptions } from './http/fastify-options.js';
import { limitHandlers } from './http/handler-limit.js';
import { serveOpenApi } from './http/openapi/openapi.js';
import { sendOneAnswer } from './http/one-answer.js';
import { setResponseHeaders } from './http/response-headers.js';
import { RouteTable } from './http/route-table.js';
import { takeOnlyStrictRequests } from './http/strict-requests.js';
import { PrismaService } from './database/prisma.service.js';
import { createLogger } from './logging/logger.js';
import { NestLogger } from './logging/nest-logger.js';
import { demoExamples } from './seed/examples.js';
import { logRequests } from './logging/request-log.js';

/** The whole application, ready to listen: what main.ts serves and what the tests call over HTTP. */
export async function createApp(env: Env, root = AppModule.forRoot(env)): Promise<NestFastifyApplication> {
  const logger = await createLogger(env);
  const adapter = new FastifyAdapter(fastifyOptions(env, logger));
  const fastify = adapter.getInstance();
  fastify.decorate('routeTable', new RouteTable(fastify));
  sendOneAnswer(fastify);
  limitHandlers(fastify, env.REQUEST_TIMEOUT_MS);
  logRequests(fastify, logger);
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    // Nest would end the process, and leave the database behind.
    abortOnError: false,
  });
  app.setGlobalPrefix('api', { exclude: ['/', 'api', 'health/{*rest}', 'metrics'] });
  await setResponseHeaders(app, env);
  takeOnlyStrictRequests(fastify);
  serveOpenApi(app, async () => (env.SEED_DEMO ? demoExamples(app.get(PrismaService)) : new Map()));
  return app;
}
