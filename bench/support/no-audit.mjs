// The same names as src/audit/index.ts, and nothing behind them.
import { Module } from '@nestjs/common';
import pg from 'pg';

export { streamed } from '../../dist/audit/query/streamed.js';
export { faultsOf } from '../../dist/audit/query/validation-faults.js';

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
  reason = undefined;
  describe() {}
  require() {}
  async record() {}
  async run(_job, work) {
    return work();
  }
}
/** Nothing is recorded, so nothing is known of any act. */
export class RecordedActs {
  async find() {
    return [];
  }
}
export class EntityStates {
  async of() {
    return [];
  }
}
export class PatientsShown {
  in() {
    return [];
  }
}
export class Accesses {}
export const csvCells = (cells) => cells.join(',');
export class AuditRoutes {
  table = { plans: [] };
  of() {
    return undefined;
  }
}
const PROVIDED = [Accesses, AuditService, EntityStates, PatientsShown, RecordedActs, AuditRoutes];
export class AuditModule {
  static forRoot() {
    return { module: AuditModule, global: true, providers: PROVIDED, exports: PROVIDED };
  }
  static forRootAsync() {
    return AuditModule.forRoot();
  }
}
Module({})(AuditModule);
