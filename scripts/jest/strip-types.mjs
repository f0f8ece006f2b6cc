// TypeScript for jest: Node's own type stripping, as when the services run.
import { stripTypeScriptTypes } from 'node:module';

export default { process: (/** @type {string} */ source) => ({ code: stripTypeScriptTypes(source) }) };
