// Brings the end of the session forward two minutes before it comes. Without scripts the foot of the page says it.
(() => {
  const form = document.querySelector('form.session');
  if (form === null) return;
  const words = form.querySelector('[role=status]');
  const early = 120;

  const schedule = (seconds) => {
    const isNear = seconds <= early;
    form.classList.toggle('is-near', isNear);
    if (isNear) words.textContent = 'Your session ends in less than two minutes.';
    const wait = isNear ? Math.min(seconds, 15) + 1 : seconds - early;
    setTimeout(look, wait * 1000);
  };

  // another window may have kept the session alive
  const look = async () => {
    const answer = await fetch(form.action, { headers: { 'hx-request': 'true' } }).catch(() => undefined);
    if (answer === undefined) schedule(early);
    else if (answer.ok) schedule((await answer.json()).seconds);
    else location.assign(form.dataset.over);
  };

  schedule(Number(form.dataset.seconds));
})();
