// The same names as src/audit/index.ts, and nothing behind them.
import { Module } from '@nestjs/common';
import pg from 'pg';

export const Audited = () => () => undefined;
export const Unaudited = () => () => undefined;
export const AuditedPool = pg.Pool;
export const defineAuditPolicy = (policy) => policy;
export const unaudited = (reason) => ({ unaudited: reason });
export const modelsOf = () => [];
export const declareTriggers = () => [];
export const system = (name) => ({ type: 'SYSTEM', name });
export const actorFromUser = () => ({ type: 'ANONYMOUS' });
export class AuditUnavailable extends Error {}
export class AuditService {
  describe() {}
  async record() {}
  async run(_job, work) {
    return work();
  }
}
export class AuditModule {
  static forRoot() {
    return { module: AuditModule, global: true, providers: [AuditService], exports: [AuditService] };
  }
  static forRootAsync() {
    return AuditModule.forRoot();
  }
}
Module({})(AuditModule);
