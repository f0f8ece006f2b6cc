// Before all tests: a PostgreSQL, whose address the tests find in TEST_DATABASE_URL. One that is given there is used as it is.
import { startTestDatabase } from './test-database.ts';

export default async function setup() {
  process.env['TEST_DATABASE_URL'] ||= await startTestDatabase();
}
