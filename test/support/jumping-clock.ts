/** Loaded before a program: its clock jumps by up to a month, back and forward, several times a second. */
const HOUR = 3_600_000;
const jumps = [0, -6 * HOUR, 6 * HOUR, -30 * 24 * HOUR, 30 * 24 * HOUR];
const now = Date.now;
let jump = 0;
Date.now = () => now() + jump;
setInterval(() => {
  jump = jumps[Math.floor(Math.random() * jumps.length)] ?? 0;
}, 200).unref();
