import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Unaudited } from '../audit/index.js';
import { Public } from '../auth/public.decorator.js';
import { type Readiness, ReadinessService } from './readiness.service.js';

@ApiExcludeController()
@Public()
@Unaudited('probes of the platform; they show nobody’s data')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ReadinessService) {}

  /** The process answers; a database that is away does not make it worth restarting. */
  @Get('live')
  @Header('cache-control', 'no-store')
  live() {
    return { status: 'live' };
  }

  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const report = await this.readiness.report();
    reply.code(report.status === 'ready' ? 200 : 503);
    return report;
  }
}
