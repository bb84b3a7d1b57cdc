// Before the first paint: the choice of the last visit, else the system's.
(() => {
  const kept = localStorage.getItem('theme');
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept;
})();
