// The map again, to move and to zoom: MapLibre draws the shapes that stand beside the server's picture, from this house
// alone. A desk gets it when the picture comes into view, a phone or a thin line when asked. Where this does not run, and
// on paper, the picture of the server stays.
"use strict";
{
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const fetched = (tag, given) => new Promise((done, failed) => {
    const node = Object.assign(document.createElement(tag), given, { onload: done, onerror: failed });
    document.head.append(node);
  });
  let library = null;
  const loaded = (box) => library ??= Promise.all([
    fetched("script", { src: box.dataset.script }), fetched("link", { rel: "stylesheet", href: box.dataset.style }),
  ]).then(() => maplibregl.setWorkerUrl(new URL(box.dataset.worker, location.href).href));
  // Slanted strokes, as the picture's: what is not known, or only others were met.
  const hatch = () => {
    const [side, data] = [12, new Uint8ClampedArray(12 * 12 * 4)];
    for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
      data.set((x + y) % 6 < 2 ? [107, 106, 101, 255] : [255, 255, 255, 255], (y * side + x) * 4);
    }
    return { width: side, height: side, data };
  };
  const drawn = async (box, told) => {
    await loaded(box);
    const place = box.insertBefore(document.createElement("div"), box.firstChild);
    place.className = "moved";
    box.classList.add("moving");
    const ground = ["match", ["get", "fill"], "c1", colour("map-1"), "c2", colour("map-2"), "c3", colour("map-3"), "c4", colour("map-4"), "close", colour("map-3"), "nobody", colour("map-1"), colour("white")];
    const map = new maplibregl.Map({
      container: place, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      cooperativeGestures: false, scrollZoom: false, bounds: told.bounds, fitBoundsOptions: { padding: 16 }, fadeDuration: 0,
      locale: { "NavigationControl.ZoomIn": told.words.in, "NavigationControl.ZoomOut": told.words.out, "Map.Title": told.words.label },
      style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": colour("white") } }] },
    });
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
    map.touchZoomRotate.disableRotation();
    // The wheel turns the page; with Ctrl held it zooms, as on the curve.
    place.addEventListener("wheel", (turned) => map.scrollZoom[turned.ctrlKey ? "enable" : "disable"](), { capture: true, passive: true });
    await map.once("load");
    map.addImage("hatch", hatch());
    map.addSource("areas", { type: "geojson", data: { type: "FeatureCollection", features: told.features }, attribution: "" });
    const hatched = ["in", ["get", "fill"], ["literal", ["unknown", "others"]]];
    map.addLayer({ id: "areas", type: "fill", source: "areas", paint: { "fill-color": ground, "fill-opacity": ["case", ["==", ["get", "fill"], "around"], 0, 1], "fill-antialias": false } });
    map.addLayer({ id: "hatched", type: "fill", source: "areas", filter: hatched, paint: { "fill-pattern": "hatch" } });
    map.addLayer({ id: "borders", type: "line", source: "areas", paint: { "line-color": ["case", ["==", ["get", "fill"], "around"], colour("muted"), colour("ink")], "line-width": 1 } });
    for (const { properties } of told.features) {
      if (!properties.name && !properties.figure) continue;
      const mark = document.createElement(properties.address ? "a" : "span");
      if (properties.address) mark.href = properties.address;
      mark.className = `marker on-${properties.fill}`;
      mark.title = properties.words;
      // A name that has no room in the picture is written once one has come nearer.
      const name = mark.appendChild(document.createElement("span"));
      name.textContent = properties.name;
      if (!properties.named) name.className = "small-area";
      if (properties.figure) mark.appendChild(document.createElement("b")).textContent = properties.figure;
      new maplibregl.Marker({ element: mark }).setLngLat(properties.at).addTo(map);
    }
    const far = map.getZoom();
    map.on("zoomend", () => place.classList.toggle("near", map.getZoom() >= far + 1));
    const popup = new maplibregl.Popup({ closeButton: false, closeOnClick: false, maxWidth: "260px" });
    map.on("mousemove", "areas", ({ lngLat, features }) => {
      // The last drawn lies on top.
      const top = features.find((one) => one.properties.fill !== "around") ?? features[0];
      popup.setLngLat(lngLat).setText(top.properties.words).addTo(map);
      map.getCanvas().style.cursor = top.properties.address ? "pointer" : "";
    });
    map.on("mouseleave", "areas", () => popup.remove());
    map.on("click", "areas", ({ features }) => {
      const top = features.find((one) => one.properties.address);
      if (top) location.href = top.properties.address;
    });
    await map.once("idle");
    place.dataset.ready = "";
    return () => { map.remove(); place.remove(); box.classList.remove("moving"); };
  };
  const able = () => {
    const canvas = document.createElement("canvas");
    return Boolean(canvas.getContext("webgl2"));
  };
  for (const box of document.querySelectorAll("[data-map]")) {
    if (!able()) continue;
    const told = JSON.parse(document.getElementById(box.dataset.map).textContent);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = told.words.open;
    box.querySelector("figcaption").append(button);
    let away = null;
    const toggled = async () => {
      button.disabled = true;
      try {
        if (away) { away(); away = null; } else away = await drawn(box, told);
      } catch {
        // What the server drew stays.
        box.querySelector(".moved")?.remove();
        box.classList.remove("moving");
        button.remove();
      }
      button.disabled = false;
      button.textContent = away ? told.words.close : told.words.open;
    };
    button.addEventListener("click", toggled);
    if (!matchMedia("(min-width: 900px)").matches || navigator.connection?.saveData) continue;
    new IntersectionObserver(([seen], watch) => {
      if (!seen.isIntersecting) return;
      watch.disconnect();
      if (!away) toggled();
    }).observe(box);
  }
}
