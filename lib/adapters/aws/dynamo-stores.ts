import { DynamoDefinitionStore } from './dynamo-definition-store.ts';
import { DynamoDeviceStore } from './dynamo-device-store.ts';
import { DynamoIdentityStore } from './dynamo-identity-store.ts';
import { DynamoIntake } from './dynamo-intake.ts';
import { DynamoMessageStore } from './dynamo-message-store.ts';
import { DynamoOrderStore } from './dynamo-order-store.ts';
import { DynamoQcStore } from './dynamo-qc-store.ts';
import { DynamoReportIndex } from './dynamo-report-index.ts';
import { DynamoReportStore } from './dynamo-report-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { DynamoUnmappedStore } from './dynamo-unmapped-store.ts';

/** Everything that reading a message reads and writes, in the one table. */
export const dynamoStores = (store: DynamoStoreOptions) => ({
  intake: new DynamoIntake(store),
  messages: new DynamoMessageStore(store),
  reports: new DynamoReportStore(store),
  index: new DynamoReportIndex(store),
  identities: new DynamoIdentityStore(store),
  orders: new DynamoOrderStore(store),
  qc: new DynamoQcStore(store),
  devices: new DynamoDeviceStore(store),
  definitions: new DynamoDefinitionStore(store),
  unmapped: new DynamoUnmappedStore(store),
});
