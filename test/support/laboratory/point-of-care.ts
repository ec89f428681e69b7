import { type Choices, freshNumbers, type History, lineOf, say } from './simulated.ts';

interface Measured {
  readonly patient: string;
  readonly time: string;
  readonly device: string;
  value: string;
  status: string;
}

/** Meters without numbers. What they measured is sent again and corrected under its patient, time and device. */
export function pointOfCare(choices: Choices): History {
  const { pick, below } = choices;
  const fresh = freshNumbers(choices);
  const all: Measured[] = [];
  const messages: Uint8Array[] = [];
  const tell = ({ patient, time, device, value, status }: Measured): void => {
    const row = { code: 'GLU', value, status, unit: 'mmol/L', device };
    const order = {
      placer: '',
      filler: '',
      service: 'GLU^Glucose^L',
      collected: time,
      reported: '',
      status,
      rows: [row],
    };
    const sent = `${9 + messages.length}00`.padStart(4, '0');
    messages.push(say({ sent, patient, application: 'ANALYZER', orders: [order] }));
  };
  for (let left = 3 + below(2); left > 0; left--) {
    const what = all.length === 0 ? 'measure' : pick('measure', 'measure', 'send again', 'correct');
    const one = all.length === 0 ? undefined : pick(...all);
    if (one === undefined || what === 'measure') {
      const measured = {
        ...{ patient: pick('A', 'C'), device: pick('METER1', 'METER2'), value: fresh(), status: 'F' },
        time: `0${6 + (all.length >> 1)}${pick('00', '30')}`,
      };
      if (all.some(({ patient, time }) => patient === measured.patient && time === measured.time)) continue;
      all.push(measured);
      tell(measured);
    } else if (what === 'correct') {
      Object.assign(one, { value: fresh(), status: 'C' });
      tell(one);
    } else tell(one);
  }
  return {
    messages,
    knows: all.map(({ patient, time, value }) =>
      lineOf({ patient, code: 'GLU', value: `${Number(value)} mmol/L`, at: time }),
    ),
  };
}
