import { readOpenApi } from '@csn/service-kit';

/** The OpenAPI document of the whole interface; with an issuer elsewhere "Authorize" asks that one. */
export function interfaceDocument(tokenUrl: string): object {
  return JSON.parse(JSON.stringify(readOpenApi('citizen-service-network')), (key, value: unknown) => (key === 'tokenUrl' ? tokenUrl : value)) as object;
}
