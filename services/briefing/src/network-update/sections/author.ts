import type { Text } from '@csn/contracts';
import type { Writer } from '../writer.ts';

/** A part of the update: what it is called and how it is written. */
export interface SectionAuthor {
  readonly id: string;
  readonly title: Text;
  readonly write: (writer: Writer) => Promise<void>;
}
