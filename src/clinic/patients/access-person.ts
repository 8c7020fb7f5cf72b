import type { AccessDay } from '../../audit/index.js';
import type { AccessPersonDto } from './access-report.dto.js';

/** Ana Souza → A••• S••• */
export function maskedName(name: string): string {
  return name.trim().replace(/(\S)\S*/gu, '$1•••');
}

/** Who did it; a job of the system is nobody to protect. */
export function toPerson({ number, actor }: Pick<AccessDay, 'number' | 'actor'>, masked: boolean): AccessPersonDto {
  const { type, id, name, email, roles } = actor;
  const common = { pseudonym: `Person ${number}`, type, roles };
  if (!masked || type === 'SYSTEM') return { ...common, id, name, email };
  return { ...common, id: null, name: name === null ? null : maskedName(name), email: null };
}
