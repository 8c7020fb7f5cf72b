import { Controller, Get, Param, ParseUUIDPipe, Query, Req } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { Audited, type StreamedRequest } from '../../audit/index.js';
import { Roles } from '../../auth/roles.decorator.js';
import { MAY } from '../clinic.roles.js';
import { AccessReportDto, AccessReportQuery } from './access-report.dto.js';
import { AccessReports } from './access-report.service.js';
import { REASON_TOO_VAGUE, STATED_REASON } from './stated-reason.js';

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
      'By day and person, the latest day first, with what was refused; also of a deleted patient. Names ' +
      'are masked, and the reasons that people stated left out, unless a reason is stated, which the log keeps.',
  })
  @ApiHeader({
    name: 'X-Audit-Reason',
    required: false,
    description: `Why the names must be known; kept in the log. ${STATED_REASON}.`,
    example: 'The patient asks who read his record',
  })
  @ApiExtraModels(AccessReportDto)
  @ApiBadRequestResponse({ description: REASON_TOO_VAGUE })
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(AccessReportDto) } },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  report(@Param('id', ParseUUIDPipe) id: string, @Query() query: AccessReportQuery, @Req() request: StreamedRequest) {
    return this.reports.of(id, query, request);
  }
}
