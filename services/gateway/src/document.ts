import { readOpenApi } from '@csn/service-kit';

const document = JSON.stringify(readOpenApi('citizen-service-network'));

/** The OpenAPI document of the whole interface; with an issuer elsewhere "Authorize" asks that one. */
export function interfaceDocument(tokenUrl: string): object {
  return JSON.parse(document, (key, value: unknown) => (key === 'tokenUrl' ? tokenUrl : value)) as object;
}
