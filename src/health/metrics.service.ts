import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Pool } from 'pg';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** One register for each application: several may live in one process. */
@Injectable()
export class MetricsService {
  readonly register = new Registry();

  constructor({ httpAdapter }: HttpAdapterHost, pool: Pool) {
    collectDefaultMetrics({ register: this.register });
    this.measureRequests(httpAdapter.getInstance<FastifyInstance>());
    this.measurePool(pool);
  }

  // Labels are a route's pattern, never a path: a path holds ids, and a stranger can invent any number of them.
  private measureRequests(fastify: FastifyInstance): void {
    const duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers: [this.register],
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'unknown';
      duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
      done();
    });
  }

  private measurePool(pool: Pool): void {
    const connections = new Gauge({
      name: 'database_pool_connections',
      help: 'Connections of the business pool: total, idle, and callers waiting for one',
      labelNames: ['state'],
      registers: [this.register],
      collect: () => {
        connections.set({ state: 'total' }, pool.totalCount);
        connections.set({ state: 'idle' }, pool.idleCount);
        connections.set({ state: 'waiting' }, pool.waitingCount);
      },
    });
  }
}
