// After all tests: the PostgreSQL of setup.mjs goes.
import { stopTestDatabase } from './test-database.ts';

export default stopTestDatabase;
