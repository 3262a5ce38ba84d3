// Small comforts. Every page works without this file.
(() => {
  const words = document.body.dataset;

  // <select data-pick>: search while typing.
  const pick = (select) => {
    if (!window.TomSelect) return;
    const picker = new TomSelect(select, {
      plugins: select.multiple ? { remove_button: { title: words.remove } } : {},
      maxOptions: 300,
      // The list follows each letter at once: who types and presses Enter gets what was typed, and no late turn opens it again.
      refreshThrottle: 0,
      searchField: ["text", "search"],
      allowEmptyOption: !select.required,
      hidePlaceholder: true,
      render: {
        no_results: () => Object.assign(document.createElement("div"), { className: "no-results", textContent: words.nothingFound }),
      },
    });
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) picker.focus_node.setAttribute(name, select.getAttribute(name));
    }
    select.setAttribute("aria-hidden", "true");
    select.addEventListener("focus", () => picker.focus());
  };

  // <form data-guard="…">: a warning before unsaved changes are left behind.
  const guard = (form) => {
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  };

  // <form data-filters>: the address stays short, without empty arguments; with data-filters="auto" a choice acts at once.
  const filter = (form) => {
    if (form.dataset.filters === "auto") {
      form.addEventListener("change", (event) => {
        if (event.target.matches("select:not([multiple]), [type=radio]")) form.requestSubmit();
      });
    }
    form.addEventListener("submit", () => {
      for (const control of form.elements) if (control.name && control.value === "") control.disabled = true;
    });
  };

  // <button data-copy="…">: puts a text, what stands in a field (data-copy-from="id"), or this page's address on the clipboard.
  const copy = async (button) => {
    const field = document.getElementById(button.dataset.copyFrom ?? "");
    await navigator.clipboard.writeText(field?.value || button.dataset.copy || location.href);
    const label = button.querySelector("[data-copy-label]") || button;
    const before = label.textContent;
    label.textContent = words.copied;
    setTimeout(() => { label.textContent = before; }, 2000);
  };

  const met = new WeakMap();
  const each = (root, selector, action) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const element of found) {
      if (met.get(element)?.has(selector)) continue;
      met.set(element, (met.get(element) ?? new Set()).add(selector));
      action(element);
    }
  };

  const start = (root) => {
    each(root, "select[data-pick]", pick);
    each(root, "form[data-guard]", guard);
    each(root, "form[data-filters]", filter);
    each(root, "[data-focus]", (found) => found.focus());
  };

  const closeMenus = (except) => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(except)) menu.open = false;
    });
  };

  document.addEventListener("click", (event) => {
    closeMenus(event.target);
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
    if (event.target.closest("[data-print]")) print();
  });
  // What was pressed twice is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "true";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details[data-menu][open]");
    closeMenus(null);
    open?.querySelector("summary").focus();
  });
  // On wide screens the filters stand open.
  if (matchMedia("(min-width: 62rem)").matches) {
    document.querySelectorAll(".filters-fold[data-chosen]").forEach((fold) => { fold.open = true; });
  }
  // A page kept by the browser's back button gets its emptied filter fields back.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-filters] :disabled").forEach((control) => { control.disabled = false; }));
  document.addEventListener("htmx:after:process", (event) => start(event.target));

  // On a phone rows of tabs scroll; the present one comes into view.
  document.querySelectorAll(":is(.tabs, .views, .view-list) [aria-current]").forEach((tab) => tab.scrollIntoView({ inline: "center", block: "nearest" }));

  document.documentElement.classList.add("has-script");
  start(document);
})();
