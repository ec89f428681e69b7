import { Hl7Server } from '@medplum/hl7';
import { freePort } from './free-port.ts';

const server = new Hl7Server((connection) => {
  connection.addEventListener('message', ({ message }) => connection.send(message.buildAck()));
});
const port = await freePort();
await server.start(port);
process.send?.({ port });
process.on('disconnect', () => process.exit());
