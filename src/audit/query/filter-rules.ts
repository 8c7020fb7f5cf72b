import { isIP } from 'node:net';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  isISO8601,
  Validate,
  ValidateBy,
  ValidateIf,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';

const MOMENT =
  /^(19[7-9]\d|[2-9]\d{3})-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d))?$/;

/** What Swagger shows of a filter. */
export interface Docs {
  description: string;
  example: string | string[];
}

/** One value or several, as a query string gives them. */
export const asList = ({ value }: { value: unknown }) => (value === undefined ? undefined : [value].flat());

/** May be left out. */
export const WhenGiven = () => ValidateIf((_, value: unknown) => value !== undefined);

/** A moment with its time zone, or a date. */
export function IsMoment(docs: Docs) {
  return applyDecorators(
    ApiPropertyOptional({ type: String, ...docs }),
    WhenGiven(),
    Transform(({ value }: { value: unknown }) => withoutLostPlus(value)),
    ValidateBy({
      name: 'isMoment',
      validator: {
        validate: isMoment,
        defaultMessage: () => '$property must be a date or a moment with a time zone, as in 2026-11-20T10:00:00Z',
      },
    }),
  );
}

/** Refuses a period that ends before it begins. */
export const IsAfter = (property: string) => Validate(After, [property]);

/** An address or a network, or several; `!` excludes. */
export function IsNetwork(docs: Docs) {
  return applyDecorators(
    ApiPropertyOptional({ type: String, isArray: true, ...docs }),
    WhenGiven(),
    Transform(asList),
    ArrayMaxSize(50),
    ValidateBy(
      {
        name: 'isNetwork',
        validator: {
          validate: isNetwork,
          defaultMessage: () => 'each value of $property must be an address, or a network as in 10.0.0.0/8',
        },
      },
      { each: true },
    ),
  );
}

function isMoment(value: unknown): boolean {
  return typeof value === 'string' && MOMENT.test(value) && isISO8601(value, { strict: true });
}

// "+" in a query that was not escaped arrives as a space.
function withoutLostPlus(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/ (?=\d{2}:\d{2}$)/, '+') : value;
}

function isNetwork(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const [address, bits, ...more] = value.replace(/^!/, '').split('/');
  const family = isIP(address!);
  if (family === 0 || more.length > 0 || address!.includes('%')) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

@ValidatorConstraint({ name: 'isAfter' })
class After implements ValidatorConstraintInterface {
  validate(to: unknown, { object, constraints }: ValidationArguments): boolean {
    const from = (object as Record<string, unknown>)[String(constraints[0])];
    if (!isMoment(from) || !isMoment(to)) return true;
    return Date.parse(from as string) < Date.parse(to as string);
  }

  defaultMessage({ constraints }: ValidationArguments): string {
    return `$property must be after ${String(constraints[0])}`;
  }
}
