import { DynamoMessageStore } from '../lib/adapters/dynamodb/message-store.ts';
import { passThrough } from '../lib/app/deliver/pass-through.ts';
import { deliveryHandler } from './delivery.ts';

export const handler = await deliveryHandler(({ config, store, site, runScript }) => {
  if (!('hl7' in config)) return undefined;
  const originals = new DynamoMessageStore(store);
  const { passThrough: wanted, version } = config.hl7;
  const { socialSecurity } = config;
  return (report) => passThrough(report, { originals, site, runScript, wanted, version, socialSecurity });
});
