import { describe, expect, test } from '@jest/globals';
import { MemoryMessageStore } from '../../../../lib/adapters/memory/message-store.ts';
import { MemoryOrderStore } from '../../../../lib/adapters/memory/order-store.ts';
import { MemoryInboundQueue } from '../../../../lib/adapters/memory/queues.ts';
import { acceptMessage } from '../../../../lib/app/accept/accept-message.ts';
import type { Sender } from '../../../../lib/model/sender.ts';
import type { NewMessage } from '../../../../lib/ports/message-store.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { anOru, msh, segment, textOf, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const down = new AdapterError('Down', 'transient', 'no answer');

function aCloud() {
  const order: string[] = [];
  let now = new Date('2026-03-02T14:00:00Z');
  const faults = { put: false, send: false };
  const messages = new (class extends MemoryMessageStore {
    override async put(message: NewMessage) {
      if (faults.put) throw down;
      order.push('put');
      return super.put(message);
    }
  })();
  const inbound = new (class extends MemoryInboundQueue {
    override async send(entry: { messageId: string; group: string }) {
      if (faults.send) throw down;
      order.push('send');
      return super.send(entry);
    }
  })();
  const orders = new MemoryOrderStore();
  const site = aSite({ limits: { messageBytes: 4096 } });
  const accept = (bytes: Uint8Array) =>
    acceptMessage(bytes, { messages, inbound, orders, site, clock: () => now });
  const advance = (milliseconds: number) => {
    now = new Date(now.getTime() + milliseconds);
  };
  return { accept, advance, messages, inbound, order, faults };
}

const code = (ack: Uint8Array): string | undefined => /MSA\|(\w\w)/.exec(textOf(ack))?.[1];

describe('accepting a message', () => {
  test('AA is said after the message is durable and queued, in that order', async () => {
    const { accept, order, inbound } = aCloud();
    const { outcome, ack, messageId } = await accept(anOru());
    expect(outcome).toBe('accepted');
    expect(code(ack)).toBe('AA');
    expect(order).toEqual(['put', 'send']);
    expect(inbound.entries).toMatchObject([{ messageId }]);
  });

  test('the same bytes get the same answer for ever, and are queued once', async () => {
    const { accept, advance, inbound, messages } = aCloud();
    const first = await accept(anOru());
    const record = (await messages.get(first.messageId))?.record;
    if (record === undefined) throw new Error('not stored');
    await messages.finish({
      record,
      state: 'processed',
      ledger: { received: 1, stored: 1, held: {}, setAside: {} },
      reports: [],
      issues: [],
      siteVersion: 'v',
      finishedAt: new Date(),
      occasion: 'first',
    });
    advance(400 * 24 * 3600 * 1000);
    const again = await accept(anOru());
    expect(again.outcome).toBe('duplicate');
    expect(textOf(again.ack)).toBe(textOf(first.ack));
    expect(inbound.entries).toHaveLength(1);
    expect((await messages.get(first.messageId))?.record.retransmissions).toBe(1);
  });

  test('a reused control id with other bytes is another message', async () => {
    const { accept } = aCloud();
    const first = await accept(anOru({ results: [{ 5: '1' }] }));
    const second = await accept(anOru({ results: [{ 5: '2' }] }));
    expect([first.outcome, second.outcome]).toEqual(['accepted', 'accepted']);
    expect(first.messageId).not.toBe(second.messageId);
  });

  test('a message that could not be stored is AE, and taken when it comes again', async () => {
    const { accept, faults, inbound } = aCloud();
    faults.put = true;
    const failed = await accept(anOru());
    expect([failed.outcome, code(failed.ack)]).toEqual(['not-stored', 'AE']);
    faults.put = false;
    expect((await accept(anOru())).outcome).toBe('accepted');
    expect(inbound.entries).toHaveLength(1);
  });

  test('a message that was stored and not queued is AE, and queued when it comes again', async () => {
    const { accept, faults, inbound } = aCloud();
    faults.send = true;
    const failed = await accept(anOru());
    expect([failed.outcome, code(failed.ack)]).toEqual(['not-stored', 'AE']);
    faults.send = false;
    const again = await accept(anOru());
    expect([again.outcome, code(again.ack)]).toEqual(['duplicate', 'AA']);
    expect(inbound.entries).toHaveLength(1);
  });

  test("a failure that is nobody's fault but ours is not answered at all", async () => {
    const { messages, inbound } = aCloud();
    const broken = { ...aCloud(), put: async () => Promise.reject(new Error('a bug')) };
    const call = acceptMessage(anOru(), {
      messages: Object.assign(Object.create(messages), { put: broken.put }),
      inbound,
      orders: new MemoryOrderStore(),
      site: aSite(),
      clock: () => new Date(),
    });
    await expect(call).rejects.toThrow('a bug');
  });

  test.each([
    ['empty', new Uint8Array(), '100'],
    ['not HL7', Buffer.from('hello'), '100'],
    ['too long', Buffer.concat([anOru(), Buffer.alloc(5000, 'x')]), '207'],
    ['of an unknown source', anOru({ header: { 3: 'NOBODY' } }), '103'],
    ['of a type that its source refuses', anOru({ header: { 3: 'CHEM1', 9: 'SIU^S12' } }), '200'],
    [
      'a question with a result in it',
      toMessage(
        msh({ 9: 'QBP^Q11' }),
        'QPD|WOS^Work Order Step^IHELAW|T|TUBE1',
        'OBX|1|NM|GLU||5|mmol/L|||||F',
      ),
      '100',
    ],
  ])('a message that is %s is AR with an ERR, and is not queued', async (_, bytes, errorCode) => {
    const { accept, inbound } = aCloud();
    const { outcome, ack } = await accept(bytes);
    expect(outcome).toBe('rejected');
    expect(code(ack)).toBe('AR');
    expect(textOf(ack)).toMatch(new RegExp(`ERR\\|\\|[^|]*\\|${errorCode}\\^[A-Z]`));
    expect(inbound.entries).toEqual([]);
  });

  test('a message that is too long counts for the source that its header names', async () => {
    const long = Buffer.concat([anOru(), Buffer.alloc(5000, 'x')]);
    expect((await aCloud().accept(long)).source).toBe('core-lis');
    const nobody = Buffer.concat([anOru({ header: { 3: 'NOBODY' } }), Buffer.alloc(5000, 'x')]);
    expect((await aCloud().accept(nobody)).source).toBe('unknown');
  });

  test('a rejected message is kept with its reason, and judged anew when the site has changed', async () => {
    const { messages, inbound } = aCloud();
    const orders = new MemoryOrderStore();
    const rest = { messages, inbound, orders, clock: () => new Date('2026-03-02T14:00:00Z') };
    const bytes = toMessage(msh({ 3: 'NEWLAB' }), 'OBR|1||F-1|GLU', 'OBX|1|NM|GLU||1||||||F');
    const rejected = await acceptMessage(bytes, { ...rest, site: aSite() });
    expect((await messages.get(rejected.messageId))?.record).toMatchObject({
      state: 'rejected',
      issues: [{ code: '103', at: 'MSH-3' }],
    });
    const site = aSite({ sources: [{ id: 'new-lab', kind: 'lis', sender: { application: 'NEWLAB' } }] });
    expect((await acceptMessage(bytes, { ...rest, site })).outcome).toBe('accepted');
    expect(inbound.entries).toHaveLength(1);
  });

  test('messages of one patient are in one group, and the group shows nobody', async () => {
    const { accept, inbound } = aCloud();
    await accept(anOru({ header: { 10: '1' } }));
    await accept(anOru({ header: { 10: '2' }, order: { 3: 'F-2' } }));
    await accept(anOru({ header: { 10: '3' }, patient: { 3: '700102^^^RIVERSIDE^MR' } }));
    const groups = inbound.entries.map(({ group }) => group);
    expect(groups[0]).toBe(groups[1]);
    expect(groups[0]).not.toBe(groups[2]);
    expect(JSON.stringify(inbound.entries)).not.toMatch(/700101|Okafor/);
  });
});

describe('a source that names its certificate', () => {
  const site = aSite({
    sources: [
      { id: 'chem', kind: 'analyzer', sender: { application: 'CHEM' }, certificate: 'chem-1' },
      { id: 'any', kind: 'lis' },
    ],
  });
  const accept = (bytes: Uint8Array, sender?: Sender) =>
    acceptMessage(
      bytes,
      {
        messages: new MemoryMessageStore(),
        inbound: new MemoryInboundQueue(),
        orders: new MemoryOrderStore(),
        site,
        clock: () => new Date('2026-03-02T14:00:00Z'),
      },
      { sender },
    );
  const fromChem = anOru({ header: { 3: 'CHEM' } });

  test.each<[string, Sender | undefined, string]>([
    ['its certificate', { evidence: 'peer-certificate', name: 'chem-1' }, 'accepted'],
    ['the certificate of another', { evidence: 'peer-certificate', name: 'chem-2' }, 'rejected'],
    ['a certificate without a name', { evidence: 'peer-certificate', name: '' }, 'rejected'],
    [
      'its certificate by another of its names',
      { evidence: 'peer-certificate', name: 'x', names: ['y', 'chem-1'] },
      'accepted',
    ],
    [
      'another certificate with other names',
      { evidence: 'peer-certificate', name: 'x', names: ['chem-1.x'] },
      'rejected',
    ],
    ['an address with such a name', { evidence: 'address', name: 'x', names: ['chem-1'] }, 'rejected'],
    ['an address with its name', { evidence: 'address', name: 'chem-1' }, 'rejected'],
    ['its name alone', { evidence: 'msh-3', name: 'chem-1' }, 'rejected'],
    ['no evidence', undefined, 'rejected'],
  ])('takes messages with %s', async (_, sender, expected) => {
    const { outcome, source, ack } = await accept(fromChem, sender);
    expect(outcome).toBe(expected);
    expect(code(ack)).toBe(expected === 'accepted' ? 'AA' : 'AR');
    expect(source).toBe(expected === 'accepted' ? 'chem' : 'unknown');
  });

  test('leaves the others as they are', async () => {
    expect(await accept(anOru(), { evidence: 'msh-3' })).toMatchObject({
      outcome: 'accepted',
      source: 'any',
    });
  });

  test('answers no question of work to others', async () => {
    const query = toMessage(
      msh({ 3: 'CHEM', 9: 'QBP^Q11^QBP_Q11' }),
      segment('QPD', { 1: 'WOS^Work Order Step^IHELAW', 2: '1', 3: 'T1' }),
      segment('RCP', { 1: 'I' }),
    );
    const others = await accept(query, { evidence: 'peer-certificate', name: 'chem-2' });
    expect(others.outcome).toBe('rejected');
    expect((await accept(query, { evidence: 'peer-certificate', name: 'chem-1' })).outcome).toBe('answered');
  });
});
