import { Readable } from 'node:stream';

export const megabyte = Buffer.alloc(1024 * 1024, 'csn ');

/** A body that is made as it is read. */
export function manyMegabytes(count: number, onEach: () => void = () => undefined): Readable {
  return Readable.from(
    (function* make() {
      for (let index = 0; index < count; index += 1) {
        onEach();
        yield megabyte;
      }
    })(),
    { objectMode: false },
  );
}

export async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
