import { describe, expect, test } from '@jest/globals';
import { asHl7 } from '@labwire/hl7/astm/to-hl7';
import { parseMessage } from '@labwire/hl7/message/message';
import { readMsh } from '@labwire/hl7/segments/msh';
import { queryRefusalOf } from '../../../../lib/normalize/work/query-refusal.ts';
import { msh, toMessage } from '../../../support/messages.ts';

function refusalOf(bytes: Uint8Array) {
  const parsed = parseMessage(asHl7(bytes).bytes);
  if (!parsed.ok) throw new Error('no message');
  return queryRefusalOf(parsed.value, readMsh(parsed.value.header));
}

const placeOf = (type: string, ...segments: string[]) =>
  refusalOf(toMessage(msh({ 9: type }), ...segments))?.at;

const ofRecords = (...records: string[]) =>
  refusalOf(Buffer.from(['H|\\^&|X1||ASTM1', ...records, 'L|1|N'].map((line) => `${line}\r`).join('')))?.at;

describe('a question for work is answered', () => {
  test.each([
    ['QBP^Q11', 'QPD|WOS^Work Order Step^IHELAW|T|TUBE1~TUBE2'],
    ['QBP^Q11', 'QPD|WOS^Work Order Step^IHE_LABTF|T||R1|2|||||'],
    ['QBP^Q11', 'QPD|wos|T|TUBE1||||||ISO1'],
    ['QBP^Q11', 'QPD|WOS_ALL^Work Order Step All^IHELAW|T||'],
    ['QBP^Z03', 'QPD|Z03^HOST QUERY|T|P1|S1'],
    ['QBP^Z01', 'QPD|Z01^REQUEST TEST ORDERS^HL70471|T'],
    ['QRY^Q02', 'QRD|20260302|R|D|1|||RD|TUBE1|OTH|||T|'],
    ['QRY^Q02', 'QRD|20260302|R|D|1|||RD|TUBE1|CAN'],
    ['QCN^J01', 'QID|TAG|Z03'],
  ])('%s with %s', (type, parameters) => {
    expect(placeOf(type, parameters)).toBeUndefined();
  });

  test.each([
    'Q|1|^T1||ALL||||||||O',
    'Q|1|^T1||^^^ALL',
    'Q|1|^T1||^^^GLU\\^^^NA',
    'Q|1|^T1|^T1|ALL',
    'Q|1|ALL',
    'Q|1|^T1||ALL||||||||A',
  ])('in ASTM: %s', (record) => {
    expect(ofRecords(record)).toBeUndefined();
  });
});

describe('another question is refused', () => {
  test.each([
    ['QBP^Q22', 'QPD|Q22^Find Candidates^HL7|T|@PID.5.1.1^SMITH', 'MSH-9'],
    ['QBP^Q23', 'QPD|Q23^Get Corresponding IDs^HL7|T|112234^^^LAB', 'MSH-9'],
    ['QBP', 'QPD|WOS|T|TUBE1', 'MSH-9'],
    ['QBP^constructor', 'QPD|WOS|T|TUBE1', 'MSH-9'],
    ['QBP^Q11', 'QPD|Q22^Find Candidates^HL7|T|@PID.5.1.1^SMITH', 'QPD-1'],
    ['QBP^Q11', 'QPD|constructor|T|TUBE1', 'QPD-1'],
    ['QBP^Q11', 'QPD||T|TUBE1', 'QPD-1'],
    ['QBP^Q11', 'QPD|WOS^Work Order Step^LN|T|TUBE1', 'QPD-1'],
    ['QBP^Q11', 'QPD|Z03^HOST QUERY|T||TUBE1', 'QPD-1'],
    ['QBP^Q11', 'QPD|WOS|T|@PID.5.1.1^SMITH', 'QPD-3'],
    ['QBP^Q11', 'QPD|WOS|T|TUBE1~@PID.8^F', 'QPD-3'],
    ['QBP^Q11', 'QPD|WOS|T|TUBE1|||||||^^MORE', 'QPD-10'],
    ['QBP^Q11', 'QPD|WOS_ALL|T|TUBE1', 'QPD-3'],
    ['QBP^Z03', 'QPD|Z03|T|P1|S1|MORE', 'QPD-5'],
    ['QBP^Z01', 'QPD|Z03|T', 'QPD-1'],
    ['QBP^Q11', 'RCP|I', 'QPD'],
    ['QRY^A19', 'QRD|20260302|R|I|1|||RD|SMITH|DEM', 'MSH-9'],
    ['QRY^Q02', 'QRD|20260302|R|D|1|||RD|SMITH|DEM', 'QRD-9'],
    ['QRY^Q02', 'QRD|20260302|R|D|1|||RD|TUBE1|RES', 'QRD-9'],
    ['QRY^Q02', 'QRD|20260302|R|D|1|||RD|TUBE1~TUBE2|OTH', 'QRD-8'],
    ['QRY^Q02', 'QRF|BS', 'QRD'],
    ['QCN^J02', 'QID|TAG', 'MSH-9'],
    ['VXQ^V01', 'QRD|20260302|R|I|1|||RD|SMITH|VXI', 'MSH-9'],
    ['QSB^Q16', 'QPD|WOS|T|TUBE1', 'MSH-9'],
  ])('%s with %s, at %s', (type, parameters, at) => {
    expect(placeOf(type, parameters)).toBe(at);
  });

  test('with two QPD or two QRD', () => {
    expect(placeOf('QBP^Q11', 'QPD|WOS|T|TUBE1', 'QPD|WOS|T|TUBE2')).toBe('QPD[2]');
    const qrd = 'QRD|20260302|R|D|1|||RD|TUBE1|OTH';
    expect(placeOf('QRY^Q02', qrd, qrd)).toBe('QRD[2]');
  });

  test.each([
    [['Q|1|^T1|^T9|ALL'], 'QPD-10'],
    [['Q|1|^T1||ALL||||||||D'], 'QPD-12'],
    [['Q|1|^T1||ALL||||||||F'], 'QPD-12'],
    [['Q|1|^T1||ALL||||||||O', 'Q|2|^T2||ALL||||||||D'], 'QPD-12'],
  ])('in ASTM: %j, at %s', (records, at) => {
    expect(ofRecords(...records)).toBe(at);
  });
});

describe('a question that carries something else is refused, because it would be lost behind the answer', () => {
  const order = 'OBR|1|A||GLU';
  const result = 'OBX|1|NM|GLU||5|mmol/L|||||F';

  test.each([
    ['QBP^Q11', 'QPD|WOS|T|TUBE1'],
    ['QBP^Q11', 'QPD|WOS_ALL|T'],
    ['QBP^Z01', 'QPD|Z01|T'],
    ['QBP^Z03', 'QPD|Z03|T|P1|S1'],
    ['QRY^Q02', 'QRD|20260302|R|D|1|||RD|TUBE1|OTH'],
    ['QCN^J01', 'QID|TAG|Z03'],
  ])('results in %s with %s', (type, parameters) => {
    expect(placeOf(type, parameters, 'PID|1||4711', order, result)).toBe('OBX[1]');
    expect(placeOf(type, result, parameters)).toBe('OBX[1]');
  });

  test.each([
    [order, 'OBR[1]'],
    ['ORC|NW|A', 'ORC[1]'],
    ['TXA|1|CN', 'TXA[1]'],
  ])('%s, at %s', (segment, at) => {
    expect(placeOf('QBP^Q11', 'QPD|WOS|T|TUBE1', segment)).toBe(at);
  });

  test('orders beside a Q record of ASTM', () => {
    expect(ofRecords('Q|1|^T1||ALL', 'P|1', 'O|1|T1||^^^GLU')).toBe('OBR[1]');
  });
});
