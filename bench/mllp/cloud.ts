import { createServer } from 'node:http';

/** A cloud that answers at once, so that only the gateway is measured. */
const ackTo = (id: string): string =>
  `MSH|^~\\&|LABWIRE||BENCH||20260302080000||ACK^R01^ACK|A1|P|2.5.1\rMSA|AA|${id}\r`;
const server = createServer((request, response) => {
  let head = '';
  request.on('data', (chunk: Buffer) => {
    if (head === '') head = chunk.toString('latin1', 0, 200);
  });
  request.on('end', () => {
    response.writeHead(200, {
      'content-type': 'application/hl7-v2',
      'labwire-outcome': 'accepted',
      'labwire-message-id': 'm',
    });
    response.end(ackTo(head.split('|')[9] ?? ''));
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: address !== null && typeof address === 'object' ? address.port : 0 });
});
process.on('disconnect', () => process.exit());
