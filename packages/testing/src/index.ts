export { findContractFaults, findExampleFaults } from './contract-walk.ts';
export { quietLog } from './quiet-log.ts';
export { type ScratchDatabase, scratchDatabase } from './scratch-database.ts';
export { startTestService, type TestAnswer, type TestService } from './test-service.ts';
export { signToken, type TestClient, testVerifier, tokenOf } from './tokens.ts';
