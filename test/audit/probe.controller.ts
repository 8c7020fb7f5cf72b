import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Body, ConflictException, Controller, Get, HttpException, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import { Audited, AuditService } from '../../src/audit/index.js';
import { Public } from '../../src/auth/public.decorator.js';
import { PrismaService } from '../../src/database/prisma.service.js';

class NoteDto {
  @IsString()
  note!: string;
}

/** Where a handler that waits says that it has begun, and is told to go on. */
export const signals = new EventEmitter();

/** What handlers may do that the clinic's own do not. */
@Public()
@Controller('probe')
export class ProbeController {
  constructor(
    private readonly prisma: PrismaService,
    private readonly audit: AuditService,
  ) {}

  @Get('write/:id')
  @Audited({ event: 'probe.read', entity: 'User' })
  async writeInGet(@Param('id') id: string) {
    await this.prisma.user.update({ where: { id }, data: { name: 'Written by GET' } });
    return { id, name: 'Written by GET' };
  }

  @Post('throw/:id')
  @Audited({ event: 'probe.thrown', entity: 'User' })
  throw(@Param('id', ParseUUIDPipe) _id: string, @Body() _body: NoteDto) {
    throw new Error('canary-in-the-message');
  }

  @Post('write-then-throw/:id')
  @Audited({ event: 'probe.half-done', entity: 'User' })
  async writeThenThrow(@Param('id') id: string) {
    await this.prisma.user.update({ where: { id }, data: { name: 'Half done' } });
    throw new ConflictException({ code: 'no-more', message: 'No more' });
  }

  @Post('roll-back/:id')
  @Audited({ event: 'probe.rolled-back', entity: 'User' })
  async rollBack(@Param('id') id: string) {
    await this.prisma.$transaction(async (tx) => {
      await tx.user.update({ where: { id }, data: { name: 'Rolled back' } });
      this.audit.describe({ details: { step: 'inside' } });
      throw new ConflictException({ code: 'too-late', message: 'Too late' });
    });
  }

  @Post('fault/:id')
  @Audited({ event: 'probe.fault', entity: 'User' })
  fault(@Param('id') _id: string, @Body() { note }: NoteDto) {
    return this.prisma.$executeRawUnsafe(note);
  }

  @Get('limited')
  @Audited({ event: 'probe.limited', entity: 'User' })
  limited() {
    throw new HttpException({ code: 'slow-down', message: 'Slow down', retryAfter: 1 }, 429);
  }

  @Get('slow')
  @Audited({ event: 'probe.slow', entity: 'User' })
  async slow() {
    signals.emit('begun');
    await Promise.race([once(signals, 'go on'), sleep(5_000)]);
    return { done: true };
  }

  @Post('slow-write/:id')
  @Audited({ event: 'probe.slow-write', entity: 'User' })
  async slowWrite(@Param('id') id: string, @Body() { note }: NoteDto) {
    signals.emit('begun');
    await Promise.race([once(signals, 'go on'), sleep(5_000)]);
    if (note === 'throw') throw new ConflictException({ code: 'late', message: 'Late' });
    return this.prisma.user.update({ where: { id }, data: { name: note }, select: { id: true } });
  }

  @Get('unwritable')
  @Audited({ event: 'probe.unwritable', entity: 'User' })
  unwritable() {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    return loop;
  }
}
