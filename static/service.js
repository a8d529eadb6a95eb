/** What browsers can make easier. Every page works without it. */

const each = (name, start) => document.querySelectorAll(`[data-module="${name}"]`).forEach(start)

/** A box that searches becomes one that suggests. What was not chosen from the list stays an ordinary search. */
each('app-school-search', (box) => {
  const chosen = document.getElementById(box.dataset.idInput)
  const place = document.createElement('div')
  const hint = (box.getAttribute('aria-describedby') || '').split(' ')
    .map((id) => document.getElementById(id)?.textContent.trim()).filter(Boolean).join(' ')
  let waiting
  let asked
  let busy = false

  const words = (found) => [found.name ?? found.text, found.town, found.postcode, found.urn && `URN ${found.urn}`, found.ukprn && `UKPRN ${found.ukprn}`]
    .filter(Boolean).join(', ')

  const search = (text, show) => {
    busy = true
    clearTimeout(waiting)
    waiting = setTimeout(async () => {
      asked?.abort()
      asked = new AbortController()
      try {
        const answer = await fetch(`${box.dataset.source}?q=${encodeURIComponent(text)}`, { signal: asked.signal, headers: { Accept: 'application/json' } })
        const found = answer.ok ? await answer.json() : []
        busy = false
        show(found.results ?? found)
      } catch (problem) {
        if (problem.name === 'AbortError') return
        busy = false
        show([])
      }
    }, 200)
  }

  const { id, name, value } = box
  box.replaceWith(place)
  window.accessibleAutocomplete({
    element: place,
    id,
    name,
    defaultValue: value,
    inputClasses: box.className,
    minLength: 2,
    autoselect: false,
    confirmOnBlur: false,
    source: search,
    templates: {
      inputValue: (found) => (found ? words(found) : ''),
      suggestion: (found) => {
        const line = document.createElement('span')
        line.textContent = (typeof found === 'string' ? found : words(found)) + (found.closed ? ' (closed)' : '')
        return line.innerHTML
      }
    },
    tNoResults: () => (busy ? 'Searching' : 'Nothing found. Select Continue to search for it'),
    tAssistiveHint: () => [hint, 'When there are suggestions, use the up and down arrows to look at them and Enter to choose one.'].filter(Boolean).join(' '),
    onConfirm: (found) => { if (found && chosen) chosen.value = found.id }
  })
  place.addEventListener('input', () => { if (chosen) chosen.value = '' })
})

/** How many rows are chosen, said once they are. */
each('app-chosen', (line) => {
  const rows = () => [...document.querySelectorAll(`tbody input[type="checkbox"][form="${line.dataset.form}"]`)]
  document.addEventListener('change', () => {
    const all = rows()
    const count = all.filter((row) => row.checked).length
    line.textContent = count ? `${count} of ${all.length} chosen` : ''
  })
})

/** Five minutes before an idle person is signed out, ask whether they are still there. Tabs tell each other. */
each('app-time-out', (dialog) => {
  const minute = 60_000
  const idle = Number(dialog.dataset.minutes) * minute
  const said = dialog.querySelector('[data-time-out-said]')
  const at = dialog.querySelector('[data-time-out-at]')
  const key = 'signed-in-until'
  let until
  let lastMinute = false

  const begin = (moment) => {
    until = moment
    lastMinute = false
    said.textContent = ''
    if (dialog.open) dialog.close()
  }
  const tell = () => {
    begin(Date.now() + idle)
    try { localStorage.setItem(key, String(until)) } catch { /* this tab alone then */ }
  }
  const look = () => {
    const left = until - Date.now()
    if (left <= 0) {
      location.assign(location.pathname + location.search)
    } else if (left <= 5 * minute && !dialog.open) {
      at.textContent = new Date(until).toLocaleTimeString('en-GB', { hour: 'numeric', minute: '2-digit', hour12: true }).replace(' ', '')
      dialog.showModal()
      dialog.querySelector('[data-time-out-stay]').focus()
    } else if (left <= minute && !lastMinute) {
      lastMinute = true
      said.textContent = 'You will be signed out in 1 minute'
    }
  }
  const stay = async () => {
    const body = new FormData(dialog.querySelector('form'))
    const answer = await fetch(dialog.dataset.stay, { method: 'POST', body, redirect: 'error' }).catch(() => null)
    if (answer?.ok) tell()
    else location.assign(location.pathname + location.search)
  }

  dialog.querySelector('[data-time-out-stay]').addEventListener('click', stay)
  dialog.addEventListener('cancel', (event) => { event.preventDefault(); stay() })
  window.addEventListener('storage', (event) => { if (event.key === key && event.newValue) begin(Number(event.newValue)) })
  document.addEventListener('visibilitychange', look)
  tell()
  setInterval(look, 5000)
})

/** A button that prints the page. */
each('app-print', (part) => {
  part.hidden = false
  part.querySelector('button').addEventListener('click', () => window.print())
})
