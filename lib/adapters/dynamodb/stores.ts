import { DynamoControlActions } from './control-actions.ts';
import { DynamoDefinitionStore } from './definition-store.ts';
import { DynamoDeviceStore } from './device-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { DynamoIdentityStore } from './identity-store.ts';
import { DynamoIntake } from './intake.ts';
import { DynamoMeasuredResults } from './measured-results.ts';
import { DynamoMessageStore } from './message-store.ts';
import { DynamoOrderStore } from './order-store.ts';
import { DynamoQcStore } from './qc-store.ts';
import { DynamoReportIndex } from './report-index.ts';
import { DynamoReportNames } from './report-names.ts';
import { DynamoReportStore } from './report-store.ts';
import { DynamoUnmappedStore } from './unmapped-store.ts';
import { DynamoUnreadControls } from './unread-controls.ts';
import { DynamoVerdictStore } from './verdict-store.ts';
import { DynamoWaitStore } from './wait-store.ts';

/** All stores that are used to read a message, in the one table. */
export const dynamoStores = (store: DynamoStoreOptions) => ({
  intake: new DynamoIntake(store),
  messages: new DynamoMessageStore(store),
  reports: new DynamoReportStore(store),
  index: new DynamoReportIndex(store),
  names: new DynamoReportNames(store),
  identities: new DynamoIdentityStore(store),
  orders: new DynamoOrderStore(store),
  qc: new DynamoQcStore(store),
  devices: new DynamoDeviceStore(store),
  definitions: new DynamoDefinitionStore(store),
  unmapped: new DynamoUnmappedStore(store),
  controlActions: new DynamoControlActions(store),
  measured: new DynamoMeasuredResults(store),
  verdicts: new DynamoVerdictStore(store),
  unread: new DynamoUnreadControls(store),
  waits: new DynamoWaitStore(store),
});
