import { LogFilter } from './filter.dto.js';

export class StreamQuery extends LogFilter {}
