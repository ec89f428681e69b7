import { Server } from 'node-hl7-server';
import { freePort } from './free-port.ts';

const port = await freePort();
const inbound = new Server().createInbound({ port }, async (_request, response) => {
  await response.sendResponse('AA');
});
inbound.once('listen', () => process.send?.({ port }));
process.on('disconnect', () => process.exit());
