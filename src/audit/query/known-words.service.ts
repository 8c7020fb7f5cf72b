import { Injectable } from '@nestjs/common';
import type { KnownWords } from './known-words.js';
import { KnownValues } from './known-values.service.js';
import type { LogFilter } from './filter.dto.js';

/** What can be a part of an address, and has something of one. */
const ADDRESS = /^!?(?=.*[.:\d])[\da-f.:]+$/i;

/** Finds out what a filter needs to know of the log before it becomes SQL. */
@Injectable()
export class KnownWordsReader {
  constructor(private readonly values: KnownValues) {}

  async for({ event, q }: LogFilter): Promise<KnownWords> {
    const [events, emails, addresses] = await Promise.all([
      event || q ? this.values.of('event') : [],
      q ? this.values.of('actorEmail') : [],
      q?.some((text) => ADDRESS.test(text)) ? this.values.of('ip') : [],
    ]);
    return { events, emails, addresses };
  }
}
