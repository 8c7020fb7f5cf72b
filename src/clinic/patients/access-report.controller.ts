import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { Roles } from '../../auth/roles.decorator.js';
import { MAY } from '../clinic.roles.js';
import { AccessReportDto, AccessReportQuery } from './access-report.dto.js';
import { AccessReports } from './access-report.service.js';

@ApiTags('patients')
@ApiBearerAuth()
@Controller('patients')
export class AccessReportController {
  constructor(private readonly reports: AccessReports) {}

  @Get(':id/access-report')
  @Roles(...MAY.readAccessReports)
  @Audited({ event: 'patient.access-report-viewed', entity: 'Patient', patients: () => [] })
  @ApiOperation({
    summary: 'Report who saw or changed anything of a patient',
    description:
      'By day and person, the latest day first, with what was refused; also of a deleted patient. Names are masked ' +
      'unless a reason is stated, which the log keeps.',
  })
  @ApiHeader({
    name: 'X-Audit-Reason',
    required: false,
    description: 'Why the names must be known; kept in the log.',
    example: 'The patient asks who read his record',
  })
  @ApiExtraModels(AccessReportDto)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(AccessReportDto) } },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  report(@Param('id', ParseUUIDPipe) id: string, @Query() query: AccessReportQuery) {
    return this.reports.of(id, query);
  }
}
