// Keeps a lite page current by long polling (PSH9): ES5 and XMLHttpRequest, nothing newer.
(function () {
  var page = document.getElementById('live');
  function told(name, of) {
    return (of || page).getAttribute('data-' + name) || '';
  }
  if (!page) return;
  if (!window.XMLHttpRequest || !window.JSON) {
    if (told('redraw'))
      setTimeout(function () {
        location.reload();
      }, told('redraw') * 1000);
    return;
  }
  var floor = Math.floor,
    // What is known of each price that falls, and at which step it is drawn.
    falls = JSON.parse(told('falls')),
    terminals = told('terminals').split(' '),
    at = floor(Math.random() * terminals.length),
    n = 1,
    failures = 0,
    foreign = 0,
    client = '',
    // Versions by lot.
    held = JSON.parse(told('have'));
  var epoch = +told('epoch'),
    wait = +told('wait'),
    digits = +told('digits'),
    unit = Math.pow(10, digits);
  // The primary's time when this page last heard it, and as of when it is proven.
  var nowMs = +told('now'),
    provenMs = nowMs,
    heardAt = +new Date();
  while (client.length < 24) client += floor(Math.random() * 36).toString(36);

  function find(name, id) {
    return document.getElementById(id ? name + '-' + id : name);
  }
  function words(name, values) {
    return told(name).replace(/\{(\w+)\}/g, function (_, key) {
      return values[key];
    });
  }
  function write(element, text) {
    if (element) element['textContent' in element ? 'textContent' : 'innerText'] = text;
  }
  function put(name, id, text) {
    write(find(name, id), text);
  }
  function dress(name, id, look) {
    var element = find(name, id);
    if (element) element.className = look;
  }
  function money(minor) {
    if (minor === null) return '–';
    return (
      told('sign') +
      (minor / unit)
        .toFixed(+told('decimals') || minor % unit ? digits : 0)
        .replace(/\B(?=(\d{3})+(?!\d))/g, ',')
    );
  }
  function two(part) {
    return (part < 10 ? ':0' : ':') + part;
  }
  function clock(ms) {
    var day = new Date(ms + +told('offset'));
    return (
      (two(day.getUTCHours()) + two(day.getUTCMinutes()) + two(day.getUTCSeconds())).slice(1) +
      told('zone')
    );
  }
  function left(ms) {
    var s = Math.ceil(ms / 1000),
      m = floor(s / 60);
    return (m < 60 ? m : floor(m / 60) + two(m % 60)) + two(s % 60);
  }

  // What can be pressed follows the price; what the price before would have cost stands beside no other.
  function offer(id, minor) {
    put('cost', id, minor ? told('cost') : '');
    if (!minor || !find('bid', id)) return;
    find('amount', id).value = (minor / unit).toFixed(digits);
    find('bid', id).value = words('bid', { amount: money(minor) });
  }
  function show(lot) {
    var id = lot.id,
      row = find('lot', id),
      leader = lot.leaderPaddle,
      ask = lot.askMinor,
      room = lot.saleroom,
      isOpen = lot.state === 'open',
      stands = 'none';
    if (!row) return;
    var closes = told('closes', row);
    put('state', id, told('s-' + (room ? room.stage : lot.state)));
    falls[id] = isOpen && lot.falling;
    // Of offers, and of a price that falls by itself, a record does not say what stands here.
    if (told('way', row) && isOpen) return changed('changed');
    if (leader === +told('paddle')) stands = 'winning';
    else if (leader !== null && told('mine', row) === '1') stands = 'outbid';
    var isTold = isOpen && stands !== 'none',
      isOther = lot.state !== told('state', row) || stands !== told('standing', row);
    put('price', id, money(lot.priceMinor));
    put('ask', id, money(ask));
    offer(id, isOpen ? ask : null);
    if (!lot.buyNowMinor) dress('buy', id, 'hide');
    put('bids', id, lot.bidCount);
    put(
      'leader',
      id,
      leader !== null
        ? words('leader', { paddle: leader })
        : room && room.isFloor
          ? told('who')
          : '–',
    );
    put('reserve', id, told('r-' + lot.reserve));
    if (isTold || isOther) {
      // What was said of the reader may be true no more: bids of an older history are lost.
      put(
        'standing',
        id,
        isTold
          ? words(stands, { price: money(lot.priceMinor), paddle: leader })
          : find('changed')
            ? told('s-' + lot.state)
            : '',
      );
      dress('standing', id, told('look') + (isTold ? stands : ''));
    }
    // A late bid counts as an extension; only an interruption moves the close without one.
    if (isOpen && closes && lot.closesAtMs > closes && lot.extensions <= told('extensions', row))
      tell('resumed', { lot: lot.lotNumber, at: clock(lot.closesAtMs) });
    row.setAttribute('data-closes', isOpen && !room ? lot.closesAtMs : '');
    row.setAttribute('data-extensions', lot.extensions);
    if (!isOpen && lot.state !== 'scheduled') put('time', id, '');
    if (isOther) changed('changed');
  }
  function tell(name, values) {
    put('told', 0, words(name, values));
    dress('told', 0, 'note');
  }
  function changed(why) {
    var note = find('changed');
    if (note) write(note.firstChild, told(why));
    dress('changed', 0, 'note');
  }
  function tick() {
    var now = nowMs + (new Date() - heardAt),
      // Each terminal said that it is of another version, none said hello (WIR4): only a new page helps.
      why =
        foreign > terminals.length ? 'outdated' : now - provenMs > wait + 5000 ? 'lost' : 'as-of',
      look = why === 'as-of' ? '' : 'lost',
      text = words(why, { at: clock(provenMs) }),
      id,
      row,
      fall,
      step,
      minor,
      ms;
    for (id in held) {
      row = find('lot', id);
      if (!row) continue;
      fall = falls[id];
      step = fall && floor((now - fall.sinceMs) / fall.intervalMs);
      // A price that falls by itself, by the primary's time (DUT2).
      if (fall && step !== fall.at) {
        fall.at = step;
        minor = Math.max(1, fall.floorMinor, fall.startMinor - fall.stepMinor * step);
        put(
          'price',
          id,
          words('until', {
            price: money(minor),
            at: clock(fall.sinceMs + fall.intervalMs * (step + 1)),
          }),
        );
        offer(id, minor);
      }
      ms = told('closes', row) - now;
      if (!told('closes', row) || ms > 864e5) continue;
      put(
        'time',
        id,
        ms > 0 ? words('closes', { at: clock(now + ms), left: left(ms) }) : told('up'),
      );
    }
    put('fresh', 0, text);
    if (page.className === look) return;
    // Above the figures, and aloud; a page that is lost has no confident price.
    page.className = look;
    put('lost', 0, look && text);
    dress('lost', 0, look ? 'stale' : 'hide');
  }

  function take(frames) {
    var i, j, frame, lot, came, proven;
    for (i = 0; i < frames.length; i += 1) {
      frame = frames[i];
      if (frame.t === 'error') {
        if (frame.kind === 'other-protocol') foreign += 1;
        return false;
      }
      if (frame.t === 'hello') {
        wait = frame.config.pollMs;
        foreign = 0;
      }
      if (frame.t === 'reset') {
        held = {};
        if (frame.epoch > epoch) tell('moved', { at: clock(nowMs + (new Date() - heardAt)) });
        epoch = frame.epoch;
      }
      if (frame.t === 'auction') put('sale', frame.auction.id, told('a-' + frame.auction.state));
      came = frame.lots || frame.gone || [];
      for (j = 0; j < came.length; j += 1) {
        lot = came[j];
        if (held[lot.id] >= lot.version) continue;
        held[lot.id] = lot.version;
        if (frame.lots) show(lot);
        else put('state', lot.id, '–');
      }
      if (frame.t === 'beat') {
        nowMs = frame.nowMs;
        heardAt = +new Date();
        proven = 0;
        for (j in frame.channels) proven += 1;
        if (proven >= told('proofs')) provenMs = nowMs;
      }
    }
    return true;
  }
  function ask() {
    var request = new XMLHttpRequest(),
      isOver = false,
      have = [],
      id;
    function end(isGood) {
      if (isOver) return;
      isOver = true;
      clearTimeout(late);
      if (isGood) failures = 0;
      else {
        failures += 1;
        n = 0;
        at = (at + 1) % terminals.length;
        request.abort();
      }
      n += 1;
      tick();
      if (foreign > terminals.length) return changed('outdated');
      setTimeout(
        ask,
        isGood ? 300 : 250 + Math.random() * Math.min(1e4, 250 * Math.pow(2, failures)),
      );
    }
    var late = setTimeout(end, wait + 1e4);
    for (id in held) have.push(id + '.' + held[id]);
    request.onreadystatechange = function () {
      if (request.readyState !== 4 || isOver) return;
      try {
        end(request.status === 200 && take(JSON.parse(request.responseText)));
      } catch (_) {
        end();
      }
    };
    request.open(
      'GET',
      terminals[at] +
        told('poll') +
        '&epoch=' +
        epoch +
        '&have=' +
        have +
        '&client=' +
        client +
        '&n=' +
        n +
        '&wait=' +
        wait,
    );
    request.send();
  }
  setInterval(tick, 1000);
  ask();
})();
