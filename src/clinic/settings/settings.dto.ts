import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { IsIn, IsInt, Matches, Max, Min, ValidateBy } from 'class-validator';
import { Items, Line } from '../clinic.fields.js';
import { isTimeZone } from './clinic-time.js';
import { type OpenSpan, openingHoursFault, type Weekday, WEEKDAYS } from './opening-hours.js';

const MOST_SPANS = 28;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

export class OpenSpanDto implements OpenSpan {
  @ApiProperty({ enum: WEEKDAYS, enumName: 'Weekday', example: 'MONDAY' })
  @IsIn(WEEKDAYS, { message: `weekday must be one of ${WEEKDAYS.join(', ')}` })
  weekday!: Weekday;

  @ApiProperty({ example: '08:00' })
  @Matches(TIME, { message: 'opens must be a time from 00:00 to 23:59' })
  opens!: string;

  @ApiProperty({ example: '18:00' })
  @Matches(TIME, { message: 'closes must be a time from 00:00 to 23:59' })
  closes!: string;
}

class SettingsBodyDto {
  @Line({ example: 'Clínica Jardim', max: 200 })
  name!: string;

  @ApiProperty({ example: 'America/Sao_Paulo', description: 'A name of the IANA database.' })
  @ValidateBy({
    name: 'timeZone',
    validator: { validate: isTimeZone, defaultMessage: () => 'timeZone must be a name such as America/Sao_Paulo' },
  })
  timeZone!: string;

  @ApiProperty({
    example: 30,
    minimum: 5,
    maximum: 240,
    description: 'How long an appointment lasts unless it is said.',
  })
  @Max(240)
  @Min(5)
  @IsInt()
  slotMinutes!: number;

  @ApiProperty({
    type: OpenSpanDto,
    isArray: true,
    maxItems: MOST_SPANS,
    description: "In the clinic's own time; several of one day leave a break.",
    example: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'].flatMap((weekday) => [
      { weekday, opens: '08:00', closes: '12:00' },
      { weekday, opens: '13:00', closes: '18:00' },
    ]),
  })
  @ValidateBy({
    name: 'openingHours',
    validator: {
      validate: (value: OpenSpan[]) => openingHoursFault(value) === undefined,
      defaultMessage: (given) => `openingHours ${openingHoursFault(given?.value as OpenSpan[]) ?? 'are not valid'}`,
    },
  })
  @Items(() => OpenSpanDto, MOST_SPANS)
  openingHours!: OpenSpanDto[];
}

/** How the clinic works. */
export class SettingsDto extends SettingsBodyDto {
  @ApiProperty({ example: 'clinic', description: 'There is one.' })
  id!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null until somebody changes one.' })
  updatedAt!: Date | null;
}

export class SettingsChangesDto extends PartialType(OmitType(SettingsBodyDto, []), { skipNullProperties: false }) {}
