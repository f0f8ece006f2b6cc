import { readFileSync } from 'node:fs';
import type { ServiceName } from '@csn/contracts';

/**
 * The OpenAPI document as it was emitted from the contracts (`npm run openapi`); the checks hold it against them. Emitting
 * it anew would be the longest part of every start.
 */
export function readOpenApi(name: ServiceName | 'citizen-service-network'): object {
  return JSON.parse(readFileSync(new URL(`../../../openapi/${name}.json`, import.meta.url), 'utf8')) as object;
}
