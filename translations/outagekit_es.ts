<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es">
<context>
    <name>DeskCommands</name>
    <message>
        <source>Create incident %1</source>
        <translation>Crear incidente %1</translation>
    </message>
    <message>
        <source>Merge into #%1</source>
        <translation>Unir a #%1</translation>
    </message>
    <message>
        <source>Split #%1</source>
        <translation>Dividir #%1</translation>
    </message>
    <message>
        <source>ETA of #%1</source>
        <translation>Hora estimada de #%1</translation>
    </message>
    <message>
        <source>Cause of #%1</source>
        <translation>Causa de #%1</translation>
    </message>
    <message>
        <source>Crew note of #%1</source>
        <translation>Nota de cuadrilla de #%1</translation>
    </message>
    <message>
        <source>Restoration of #%1</source>
        <translation>Restablecimiento de #%1</translation>
    </message>
    <message>
        <source>Place report</source>
        <translation>Situar aviso</translation>
    </message>
</context>
<context>
    <name>MapButtons</name>
    <message>
        <source>Zoom in</source>
        <extracomment>Accessible name of a map button</extracomment>
        <translation>Acercar</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <extracomment>Accessible name of a map button</extracomment>
        <translation>Alejar</translation>
    </message>
    <message>
        <source>Show the whole territory</source>
        <extracomment>Accessible name of a map button</extracomment>
        <translation>Mostrar todo el territorio</translation>
    </message>
</context>
<context>
    <name>MapLegend</name>
    <message>
        <source>%1 km</source>
        <translation>%1 km</translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation>%1 m</translation>
    </message>
</context>
<context>
    <name>MapPage</name>
    <message>
        <source>Map</source>
        <extracomment>Accessible name of the whole map page</extracomment>
        <translation>Mapa</translation>
    </message>
    <message>
        <source>No territory and no report yet.
Import the territory with okctl; reports appear by themselves.</source>
        <extracomment>Shown over an empty map</extracomment>
        <translation>Aún no hay territorio ni avisos.
Importe el territorio con okctl; los avisos aparecen solos.</translation>
    </message>
</context>
<context>
    <name>ReasonWords</name>
    <message>
        <source>Among several reports close together</source>
        <translation>Entre varios avisos cercanos</translation>
    </message>
    <message>
        <source>Next to several reports close together</source>
        <translation>Junto a varios avisos cercanos</translation>
    </message>
    <message>
        <source>Within an outage of the utility&apos;s own feed</source>
        <translation>Dentro de un corte de los datos de la propia compañía</translation>
    </message>
    <message>
        <source>Inside the boundary of this incident</source>
        <translation>Dentro del límite de este incidente</translation>
    </message>
    <message>
        <source>From an account that already reported here</source>
        <translation>De una cuenta que ya avisó aquí</translation>
    </message>
    <message>
        <source>The utility&apos;s own feed lists it</source>
        <translation>Figura en los datos de la propia compañía</translation>
    </message>
    <message>
        <source>Joined with an outage of the utility&apos;s feed</source>
        <translation>Unido a un corte de los datos de la compañía</translation>
    </message>
    <message>
        <source>Customers say they are still out</source>
        <translation>Los clientes dicen que siguen sin servicio</translation>
    </message>
    <message>
        <source>typical for such an outage</source>
        <translation>típico de un corte así</translation>
    </message>
    <message>
        <source>after assessment on site</source>
        <translation>tras evaluación en el lugar</translation>
    </message>
    <message>
        <source>from the crew on site</source>
        <translation>de la cuadrilla en el lugar</translation>
    </message>
    <message>
        <source>from the utility&apos;s feed</source>
        <translation>de los datos de la compañía</translation>
    </message>
    <message>
        <source>Storm</source>
        <translation>Tormenta</translation>
    </message>
    <message>
        <source>Tree on line</source>
        <translation>Árbol sobre la línea</translation>
    </message>
    <message>
        <source>Equipment failure</source>
        <translation>Fallo de equipo</translation>
    </message>
    <message>
        <source>Vehicle accident</source>
        <translation>Accidente de vehículo</translation>
    </message>
    <message>
        <source>Animal contact</source>
        <translation>Contacto de un animal</translation>
    </message>
    <message>
        <source>Planned work</source>
        <translation>Trabajo programado</translation>
    </message>
    <message>
        <source>Switched off for safety</source>
        <translation>Desconectado por seguridad</translation>
    </message>
    <message>
        <source>Under investigation</source>
        <translation>En investigación</translation>
    </message>
    <message>
        <source>Crew assigned</source>
        <translation>Cuadrilla asignada</translation>
    </message>
    <message>
        <source>Crew on site</source>
        <translation>Cuadrilla en el lugar</translation>
    </message>
    <message>
        <source>no power</source>
        <translation>sin luz</translation>
    </message>
    <message>
        <source>part of the power</source>
        <translation>luz parcial</translation>
    </message>
    <message>
        <source>flickering</source>
        <translation>parpadeo</translation>
    </message>
    <message>
        <source>WIRE DOWN</source>
        <translation>CABLE CAÍDO</translation>
    </message>
    <message>
        <source>GAS SMELL</source>
        <translation>OLOR A GAS</translation>
    </message>
    <message>
        <source>power is back</source>
        <translation>volvió la luz</translation>
    </message>
    <message>
        <source>still out</source>
        <translation>sigue sin luz</translation>
    </message>
    <message>
        <source>No address given</source>
        <translation>Sin dirección</translation>
    </message>
    <message>
        <source>Address not found</source>
        <translation>Dirección no encontrada</translation>
    </message>
    <message>
        <source>Several addresses fit</source>
        <translation>Varias direcciones coinciden</translation>
    </message>
    <message>
        <source>Account not known</source>
        <translation>Cuenta desconocida</translation>
    </message>
    <message>
        <source>Text not understood</source>
        <translation>Texto no entendido</translation>
    </message>
    <message>
        <source>Outside the territory</source>
        <translation>Fuera del territorio</translation>
    </message>
    <message>
        <source>%1 (%2 m away)</source>
        <translation>%1 (a %2 m)</translation>
    </message>
    <message>
        <source>its place is the feed&apos;s</source>
        <translation>su lugar es el de esos datos</translation>
    </message>
    <message>
        <source>joined with an outage of the utility&apos;s feed</source>
        <translation>unido a un corte de esos datos</translation>
    </message>
    <message>
        <source>listed again after it had gone</source>
        <translation>vuelve a figurar tras haber desaparecido</translation>
    </message>
    <message>
        <source>gone from the feed, which does not mean restored</source>
        <translation>ya no figura, lo que no significa restablecido</translation>
    </message>
    <message>
        <source>the feed says a crew is on it</source>
        <translation>los datos dicen que hay una cuadrilla</translation>
    </message>
    <message>
        <source>Several accounts close together reported</source>
        <translation>Avisaron varias cuentas cercanas</translation>
    </message>
    <message>
        <source>reports between two incidents made them one</source>
        <translation>los avisos entre dos incidentes los unieron</translation>
    </message>
    <message>
        <source>enough accounts reported to be sure</source>
        <translation>avisaron suficientes cuentas</translation>
    </message>
    <message>
        <source>Created at the desk</source>
        <translation>Creado en la mesa</translation>
    </message>
    <message>
        <source>merged at the desk</source>
        <translation>unido en la mesa</translation>
    </message>
    <message>
        <source>split at the desk</source>
        <translation>dividido en la mesa</translation>
    </message>
    <message>
        <source>moved at the desk</source>
        <translation>movido en la mesa</translation>
    </message>
    <message>
        <source>taken back at the desk</source>
        <translation>deshecho en la mesa</translation>
    </message>
    <message>
        <source>created by mistake, withdrawn</source>
        <translation>creado por error, retirado</translation>
    </message>
    <message>
        <source>set at the desk</source>
        <translation>fijado en la mesa</translation>
    </message>
    <message>
        <source>opened again at the desk</source>
        <translation>abierto de nuevo en la mesa</translation>
    </message>
    <message>
        <source>opened again</source>
        <translation>abierto de nuevo</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>cerrado</translation>
    </message>
    <message>
        <source>closed on a person&apos;s word</source>
        <translation>cerrado bajo la palabra de una persona</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>just now</source>
        <translation>ahora mismo</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 d %2 h</translation>
    </message>
    <message>
        <source>Unhandled</source>
        <translation>Sin atender</translation>
    </message>
    <message>
        <source>No ETA</source>
        <translation>Sin hora estimada</translation>
    </message>
    <message>
        <source>ETA given</source>
        <translation>Con hora estimada</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>Restablecido</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Cerrado</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Web form</source>
        <translation>Formulario web</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>Feed</source>
        <translation>Datos de la compañía</translation>
    </message>
    <message>
        <source>Partner</source>
        <translation>Socio</translation>
    </message>
    <message>
        <source>Opened: %1</source>
        <translation>Abierto: %1</translation>
    </message>
    <message>
        <source>Report: %1</source>
        <translation>Aviso: %1</translation>
    </message>
    <message>
        <source>Merged: %1</source>
        <translation>Unido: %1</translation>
    </message>
    <message>
        <source>Split: %1</source>
        <translation>Dividido: %1</translation>
    </message>
    <message>
        <source>Cause set to: %1</source>
        <translation>Causa fijada: %1</translation>
    </message>
    <message>
        <source>Crew note: %1</source>
        <translation>Nota de cuadrilla: %1</translation>
    </message>
    <message>
        <source>ETA: %1</source>
        <translation>Hora estimada: %1</translation>
    </message>
    <message>
        <source>State: %1</source>
        <translation>Estado: %1</translation>
    </message>
    <message>
        <source>Boundary: %1</source>
        <translation>Límite: %1</translation>
    </message>
    <message>
        <source>Utility feed: %1</source>
        <translation>Datos de la compañía: %1</translation>
    </message>
    <message>
        <source>Gone from the utility feed, which does not mean restored: %1</source>
        <translation>Ya no figura en los datos de la compañía, lo que no significa restablecido: %1</translation>
    </message>
    <message>
        <source>Evidence that power is back: %1</source>
        <translation>Indicio de que volvió el servicio: %1</translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation>Deshecho: %1</translation>
    </message>
    <message>
        <source>Opened again: %1</source>
        <translation>Abierto de nuevo: %1</translation>
    </message>
    <message>
        <source>Message: %1</source>
        <translation>Mensaje: %1</translation>
    </message>
    <message>
        <source>Approval: %1</source>
        <translation>Aprobación: %1</translation>
    </message>
    <message>
        <source>Restored: %1</source>
        <translation>Restablecido: %1</translation>
    </message>
    <message>
        <source>Closed: %1</source>
        <translation>Cerrado: %1</translation>
    </message>
    <message>
        <source>Incident %1</source>
        <translation>Incidente %1</translation>
    </message>
    <message>
        <source>%1. Incident %2, %3 customers out, %4.</source>
        <translation>%1. Incidente %2, %3 clientes sin servicio, %4.</translation>
    </message>
    <message>
        <source>Estimated restoration %1.</source>
        <translation>Restablecimiento estimado %1.</translation>
    </message>
    <message>
        <source>Cause: %1.</source>
        <translation>Causa: %1.</translation>
    </message>
    <message>
        <source>Began %1 ago.</source>
        <translation>Empezó hace %1.</translation>
    </message>
    <message>
        <source>Send messages</source>
        <translation>Enviar mensajes</translation>
    </message>
    <message>
        <source>Change ETA</source>
        <translation>Cambiar hora estimada</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Released</source>
        <translation>Liberado</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Rechazado</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Caducado</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>Retirado</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Borrador</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Enviando</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Enviados</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Detenido</translation>
    </message>
    <message>
        <source>Withheld (drill)</source>
        <translation>Retenido (simulacro)</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Hecho.</translation>
    </message>
    <message>
        <source>Not connected: kept here and sent when the server answers.</source>
        <translation>Sin conexión: se guarda aquí y se envía cuando el servidor responda.</translation>
    </message>
    <message>
        <source>A second person must release this. It is waiting under Approvals.</source>
        <translation>Una segunda persona debe liberarlo. Espera en Aprobaciones.</translation>
    </message>
    <message>
        <source>Your role does not allow this. Ask a supervisor.</source>
        <translation>Su función no lo permite. Pregunte a un supervisor.</translation>
    </message>
    <message>
        <source>Somebody changed this while you worked. Look at the new state and try again.</source>
        <translation>Alguien lo cambió mientras usted trabajaba. Mire el estado nuevo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>You asked for this yourself; another person must release it.</source>
        <translation>Lo solicitó usted; debe liberarlo otra persona.</translation>
    </message>
    <message>
        <source>Not connected: sending messages and changing ETAs cannot wait in a queue. Try again when connected.</source>
        <translation>Sin conexión: enviar mensajes y cambiar horas estimadas no puede esperar en una cola. Inténtelo con conexión.</translation>
    </message>
    <message>
        <source>This incident is gone, perhaps merged into another. Search the list for its place.</source>
        <translation>Este incidente ya no está; quizá se unió a otro. Busque su lugar en la lista.</translation>
    </message>
    <message>
        <source>This step cannot be undone any more: something later depends on it.</source>
        <translation>Este paso ya no se puede deshacer: algo posterior depende de él.</translation>
    </message>
    <message>
        <source>The server refused: %1 (%2)</source>
        <translation>El servidor lo rechazó: %1 (%2)</translation>
    </message>
</context>
<context>
    <name>ok::app::ApprovalsModel</name>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>Solicitado por</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Tiempo restante</translation>
    </message>
    <message>
        <source>Waiting (%1 of %2)</source>
        <translation>En espera (%1 de %2)</translation>
    </message>
    <message>
        <source>you</source>
        <translation>usted</translation>
    </message>
</context>
<context>
    <name>ok::app::ApprovalsPanel</name>
    <message>
        <source>Approvals</source>
        <translation>Aprobaciones</translation>
    </message>
    <message>
        <source>Nothing waits for a second person.
Messages to customers and changed ETAs appear here before they leave.</source>
        <translation>Nada espera a una segunda persona.
Los mensajes a clientes y los cambios de hora estimada aparecen aquí antes de salir.</translation>
    </message>
    <message>
        <source>&amp;Release</source>
        <translation>&amp;Liberar</translation>
    </message>
    <message>
        <source>Lets the held command run exactly as shown</source>
        <translation>Ejecuta la orden retenida exactamente como se muestra</translation>
    </message>
    <message>
        <source>Re&amp;fuse</source>
        <translation>&amp;Rechazar</translation>
    </message>
    <message>
        <source>Pick a row to see exactly what will happen.</source>
        <translation>Elija una fila para ver exactamente qué ocurrirá.</translation>
    </message>
    <message>
        <source>Decided: %1.</source>
        <translation>Decidido: %1.</translation>
    </message>
    <message>
        <source>You asked for this: another person must release it.</source>
        <translation>Usted lo solicitó: debe liberarlo otra persona.</translation>
    </message>
    <message>
        <source>Your role may look at this but not release it.</source>
        <translation>Su función puede ver esto, pero no liberarlo.</translation>
    </message>
    <message>
        <source>Asked by %1. It runs as soon as you release it.</source>
        <translation>Solicitado por %1. Se ejecuta en cuanto usted lo libere.</translation>
    </message>
</context>
<context>
    <name>ok::app::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Paleta de órdenes</translation>
    </message>
    <message>
        <source>Type a command</source>
        <translation>Escriba una orden</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Órdenes</translation>
    </message>
    <message>
        <source>%1, shortcut %2</source>
        <translation>%1, atajo %2</translation>
    </message>
</context>
<context>
    <name>ok::app::ConsoleSession</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>The session has ended.</source>
        <translation>La sesión ha terminado.</translation>
    </message>
    <message>
        <source>the session has ended, sign in again</source>
        <translation>la sesión ha terminado, vuelva a iniciarla</translation>
    </message>
</context>
<context>
    <name>ok::app::DeskActions</name>
    <message>
        <source>&amp;New incident…</source>
        <translation>&amp;Nuevo incidente…</translation>
    </message>
    <message>
        <source>Set &amp;ETA…</source>
        <translation>Fijar hora &amp;estimada…</translation>
    </message>
    <message>
        <source>Set &amp;cause…</source>
        <translation>Fijar &amp;causa…</translation>
    </message>
    <message>
        <source>Crew no&amp;te…</source>
        <translation>No&amp;ta de cuadrilla…</translation>
    </message>
    <message>
        <source>&amp;Draft update…</source>
        <translation>Re&amp;dactar aviso…</translation>
    </message>
    <message>
        <source>&amp;Merge</source>
        <translation>&amp;Unir</translation>
    </message>
    <message>
        <source>&amp;Split…</source>
        <translation>&amp;Dividir…</translation>
    </message>
    <message>
        <source>Restore&amp;d…</source>
        <translation>Restable&amp;cido…</translation>
    </message>
    <message>
        <source>&amp;Place on map</source>
        <translation>&amp;Situar en el mapa</translation>
    </message>
    <message>
        <source>Show what they &amp;wrote</source>
        <translation>Mostrar lo que e&amp;scribieron</translation>
    </message>
    <message>
        <source>Opens the customer&apos;s words and number for you; the log records that you read them</source>
        <translation>Le muestra las palabras y el número del cliente; el registro anota que usted los leyó</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Deshacer</translation>
    </message>
    <message>
        <source>Merges the selected incidents into the first one; select two or more</source>
        <translation>Une los incidentes seleccionados en el primero; seleccione dos o más</translation>
    </message>
    <message>
        <source>&amp;Undo: %1</source>
        <translation>&amp;Deshacer: %1</translation>
    </message>
    <message>
        <source>%1: done</source>
        <translation>%1: hecho</translation>
    </message>
    <message>
        <source>New incident</source>
        <translation>Nuevo incidente</translation>
    </message>
    <message>
        <source>Place, as people call it</source>
        <translation>Lugar, como lo llama la gente</translation>
    </message>
    <message>
        <source>Click where the incident is, or move the map and press Enter. Esc cancels.</source>
        <translation>Haga clic donde está el incidente, o mueva el mapa y pulse Intro. Esc cancela.</translation>
    </message>
    <message>
        <source>Merge incidents</source>
        <translation>Unir incidentes</translation>
    </message>
    <message numerus="yes">
        <source>Merge %n incident(s) into #%1 %2? Their reports move; you can undo this.</source>
        <translation>
            <numerusform>¿Unir %n incidente a #%1 %2? Sus avisos pasan a él; se puede deshacer.</numerusform>
            <numerusform>¿Unir %n incidentes a #%1 %2? Sus avisos pasan a él; se puede deshacer.</numerusform>
        </translation>
    </message>
    <message>
        <source>Tree on line</source>
        <translation>Árbol sobre la línea</translation>
    </message>
    <message>
        <source>Equipment failure</source>
        <translation>Fallo de equipo</translation>
    </message>
    <message>
        <source>Vehicle accident</source>
        <translation>Accidente de vehículo</translation>
    </message>
    <message>
        <source>Lightning</source>
        <translation>Rayo</translation>
    </message>
    <message>
        <source>High wind</source>
        <translation>Viento fuerte</translation>
    </message>
    <message>
        <source>Flooding</source>
        <translation>Inundación</translation>
    </message>
    <message>
        <source>Animal contact</source>
        <translation>Contacto de un animal</translation>
    </message>
    <message>
        <source>Planned work</source>
        <translation>Trabajo programado</translation>
    </message>
    <message>
        <source>Under investigation</source>
        <translation>En investigación</translation>
    </message>
    <message>
        <source>Cause of #%1</source>
        <translation>Causa de #%1</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Causa</translation>
    </message>
    <message>
        <source>Crew note for #%1</source>
        <translation>Nota de cuadrilla de #%1</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Power is back at #%1</source>
        <translation>Ha vuelto el servicio en #%1</translation>
    </message>
    <message>
        <source>How do you know?</source>
        <translation>¿Cómo lo sabe?</translation>
    </message>
    <message>
        <source>Where is this? %1</source>
        <translation>¿Dónde está esto? %1</translation>
    </message>
    <message>
        <source>The words were erased at the customer&apos;s request.</source>
        <translation>Las palabras se borraron a petición del cliente.</translation>
    </message>
    <message>
        <source>The customer left no words, only what the list shows.</source>
        <translation>El cliente no dejó palabras, solo lo que muestra la lista.</translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation>Deshecho: %1</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Rechazar</translation>
    </message>
    <message>
        <source>Why? The person who asked will read this.</source>
        <translation>¿Por qué? Lo leerá quien lo solicitó.</translation>
    </message>
</context>
<context>
    <name>ok::app::DraftDialog</name>
    <message>
        <source>Text message</source>
        <translation>Mensaje de texto</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Phone call</source>
        <translation>Llamada</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>Español</translation>
    </message>
    <message>
        <source>English</source>
        <translation>Inglés</translation>
    </message>
    <message>
        <source>Su&amp;bject</source>
        <translation>A&amp;sunto</translation>
    </message>
    <message>
        <source>Update for customers of %1</source>
        <translation>Aviso para los clientes de %1</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Asunto</translation>
    </message>
    <message>
        <source>Text of the message</source>
        <translation>Texto del mensaje</translation>
    </message>
    <message>
        <source>Goes to the affected customers who opted in; %1 customers are out. A second person must release it before anything leaves.</source>
        <translation>Va a los clientes afectados que aceptaron recibir avisos; %1 clientes están sin servicio. Una segunda persona debe liberarlo antes de que salga nada.</translation>
    </message>
    <message>
        <source>Ask for release</source>
        <translation>Pedir liberación</translation>
    </message>
    <message>
        <source>Reads: %1</source>
        <translation>Se lee: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n segment(s)</source>
        <translation>
            <numerusform>%n segmento</numerusform>
            <numerusform>%n segmentos</numerusform>
        </translation>
    </message>
    <message>
        <source>, %1 characters, room for %2 more</source>
        <translation>, %1 caracteres, caben %2 más</translation>
    </message>
    <message>
        <source> (a character outside the plain alphabet more than halves the room)</source>
        <translation> (un carácter fuera del alfabeto básico reduce el espacio a menos de la mitad)</translation>
    </message>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n carácter</numerusform>
            <numerusform>%n caracteres</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1, %2: %3</translation>
    </message>
</context>
<context>
    <name>ok::app::DrillBanner</name>
    <message>
        <source>This is a drill. Nothing reaches a real customer.</source>
        <translation>Esto es un simulacro. Nada llega a un cliente real.</translation>
    </message>
    <message>
        <source>DRILL  •  rehearsal, not the real system: nothing reaches a real customer  •  DRILL</source>
        <translation>SIMULACRO  •  ensayo, no es el sistema real: nada llega a un cliente real  •  SIMULACRO</translation>
    </message>
</context>
<context>
    <name>ok::app::EtaDialog</name>
    <message>
        <source>ETA for %1</source>
        <translation>Hora estimada de %1</translation>
    </message>
    <message>
        <source>Power back at</source>
        <translation>Servicio de vuelta a las</translation>
    </message>
    <message>
        <source>Not before</source>
        <translation>No antes de</translation>
    </message>
    <message>
        <source>Not after</source>
        <translation>No después de</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>How sure</source>
        <translation>Seguridad</translation>
    </message>
    <message>
        <source>Crew assessment on site</source>
        <translation>Evaluación de la cuadrilla en el lugar</translation>
    </message>
    <message>
        <source>Damage assessed, material on the way</source>
        <translation>Daño evaluado, material en camino</translation>
    </message>
    <message>
        <source>Switching planned</source>
        <translation>Maniobra prevista</translation>
    </message>
    <message>
        <source>Storm estimate for the area</source>
        <translation>Estimación de tormenta para la zona</translation>
    </message>
    <message>
        <source>New damage found</source>
        <translation>Nuevo daño encontrado</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Power &amp;back at</source>
        <translation>Servicio de &amp;vuelta a las</translation>
    </message>
    <message>
        <source>Not be&amp;fore</source>
        <translation>No &amp;antes de</translation>
    </message>
    <message>
        <source>Not &amp;after</source>
        <translation>No des&amp;pués de</translation>
    </message>
    <message>
        <source>How &amp;sure</source>
        <translation>&amp;Seguridad</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translation>&amp;Motivo</translation>
    </message>
    <message>
        <source>Times are %1. A changed ETA reaches customers, so a second person releases it.</source>
        <translation>Las horas son %1. Un cambio de hora estimada llega a los clientes, por eso lo libera una segunda persona.</translation>
    </message>
    <message>
        <source>Set ETA</source>
        <translation>Fijar hora</translation>
    </message>
    <message>
        <source>This time has passed. Choose a later one.</source>
        <translation>Esa hora ya pasó. Elija una posterior.</translation>
    </message>
    <message>
        <source>`Not before` is later than the estimate. Make it earlier.</source>
        <translation>«No antes de» es posterior a la estimación. Adelántelo.</translation>
    </message>
    <message>
        <source>`Not after` is earlier than the estimate. Make it later.</source>
        <translation>«No después de» es anterior a la estimación. Atráselo.</translation>
    </message>
</context>
<context>
    <name>ok::app::HeadLine</name>
    <message>
        <source>Live incidents</source>
        <translation>Incidentes activos</translation>
    </message>
    <message>
        <source>Unhandled incidents</source>
        <translation>Incidentes sin atender</translation>
    </message>
    <message>
        <source>Unplaced reports</source>
        <translation>Avisos sin situar</translation>
    </message>
    <message>
        <source>Approvals waiting</source>
        <translation>Aprobaciones en espera</translation>
    </message>
    <message>
        <source>OutageKit</source>
        <translation>OutageKit</translation>
    </message>
    <message>
        <source>%1 customers out</source>
        <translation>%1 clientes sin servicio</translation>
    </message>
    <message numerus="yes">
        <source>%n incident(s)</source>
        <translation>
            <numerusform>%n incidente</numerusform>
            <numerusform>%n incidentes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unhandled</source>
        <translation>
            <numerusform>%n sin atender</numerusform>
            <numerusform>%n sin atender</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unplaced</source>
        <translation>
            <numerusform>%n sin situar</numerusform>
            <numerusform>%n sin situar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to release</source>
        <translation>
            <numerusform>%n por liberar</numerusform>
            <numerusform>%n por liberar</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::IncidentDetailPanel</name>
    <message>
        <source>No incident selected.

Pick one in the list or on the map.
Ctrl+B goes to the biggest one that nobody has handled.</source>
        <translation>Ningún incidente seleccionado.

Elija uno en la lista o en el mapa.
Ctrl+B va al mayor que nadie ha atendido.</translation>
    </message>
    <message>
        <source>ETA</source>
        <translation>Hora estimada</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Causa</translation>
    </message>
    <message>
        <source>Crew</source>
        <translation>Cuadrilla</translation>
    </message>
    <message>
        <source>Why one</source>
        <translation>Por qué es uno</translation>
    </message>
    <message>
        <source>Timeline of this incident</source>
        <translation>Cronología de este incidente</translation>
    </message>
    <message>
        <source>%1 (in %2)</source>
        <translation>%1 (en %2)</translation>
    </message>
    <message>
        <source>%1, passed %2 ago</source>
        <translation>%1, pasó hace %2</translation>
    </message>
    <message>
        <source>between %1 and %2</source>
        <translation>entre %1 y %2</translation>
    </message>
    <message>
        <source>%1 % sure</source>
        <translation>%1 % de seguridad</translation>
    </message>
    <message>
        <source>None for %1</source>
        <translation>Ninguna desde hace %1</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguna</translation>
    </message>
    <message>
        <source>A conservative estimate is better than none. Ctrl+E sets one.</source>
        <translation>Una estimación prudente es mejor que ninguna. Ctrl+E fija una.</translation>
    </message>
    <message>
        <source>#%1  •  %2</source>
        <translation>#%1  •  %2</translation>
    </message>
    <message numerus="yes">
        <source>customers out, %n report(s)</source>
        <translation>
            <numerusform>clientes sin servicio, %n aviso</numerusform>
            <numerusform>clientes sin servicio, %n avisos</numerusform>
        </translation>
    </message>
    <message>
        <source>began %1, %2 ago</source>
        <translation>empezó %1, hace %2</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translation>Aún no se sabe</translation>
    </message>
    <message>
        <source>No note yet</source>
        <translation>Aún sin nota</translation>
    </message>
</context>
<context>
    <name>ok::app::IncidentListPanel</name>
    <message>
        <source>Search place, number, cause</source>
        <translation>Buscar lugar, número, causa</translation>
    </message>
    <message>
        <source>Search incidents</source>
        <translation>Buscar incidentes</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Activos</translation>
    </message>
    <message>
        <source>Unhandled</source>
        <translation>Sin atender</translation>
    </message>
    <message>
        <source>Without ETA</source>
        <translation>Sin hora estimada</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Which incidents to show</source>
        <translation>Qué incidentes mostrar</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>Incidentes</translation>
    </message>
    <message>
        <source>No incident fits this search.
Clear it to see all live incidents.</source>
        <translation>Ningún incidente coincide con la búsqueda.
Bórrela para ver todos los activos.</translation>
    </message>
    <message>
        <source>No live incident.
Incidents form by themselves from reports; Ctrl+N makes one by hand.</source>
        <translation>Ningún incidente activo.
Se forman solos a partir de los avisos; Ctrl+N crea uno a mano.</translation>
    </message>
</context>
<context>
    <name>ok::app::IncidentRow</name>
    <message>
        <source>ETA %1</source>
        <translation>Hora est. %1</translation>
    </message>
    <message numerus="yes">
        <source>%n report(s)</source>
        <translation>
            <numerusform>%n aviso</numerusform>
            <numerusform>%n avisos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::MainWindow</name>
    <message>
        <source>&amp;Desk</source>
        <translation>&amp;Mesa</translation>
    </message>
    <message>
        <source>Command &amp;palette…</source>
        <translation>&amp;Paleta de órdenes…</translation>
    </message>
    <message>
        <source>Sign &amp;out</source>
        <translation>&amp;Cerrar sesión</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Salir</translation>
    </message>
    <message>
        <source>&amp;Incident</source>
        <translation>&amp;Incidente</translation>
    </message>
    <message>
        <source>Biggest un&amp;handled incident</source>
        <translation>Ma&amp;yor incidente sin atender</translation>
    </message>
    <message>
        <source>&amp;Reports</source>
        <translation>&amp;Avisos</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ver</translation>
    </message>
    <message>
        <source>&amp;Group reports on the map</source>
        <translation>&amp;Agrupar avisos en el mapa</translation>
    </message>
    <message>
        <source>Whole &amp;territory</source>
        <translation>Todo el &amp;territorio</translation>
    </message>
    <message>
        <source>&amp;Light colours</source>
        <translation>Colores &amp;claros</translation>
    </message>
    <message>
        <source>&amp;Search incidents</source>
        <translation>&amp;Buscar incidentes</translation>
    </message>
    <message>
        <source>Go to &amp;map</source>
        <translation>Ir al &amp;mapa</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Ir a %1</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>&amp;Paneles</translation>
    </message>
    <message>
        <source>Show or hide: %1</source>
        <translation>Mostrar u ocultar: %1</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>&amp;Restablecer disposición</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>A&amp;yuda</translation>
    </message>
    <message>
        <source>&amp;About OutageKit</source>
        <translation>&amp;Acerca de OutageKit</translation>
    </message>
    <message>
        <source>About OutageKit</source>
        <translation>Acerca de OutageKit</translation>
    </message>
    <message>
        <source>OutageKit: from the first report to an honest answer.
Apache-2.0. Map data © OpenStreetMap contributors.</source>
        <translation>OutageKit: del primer aviso a una respuesta honesta.
Apache-2.0. Datos del mapa © colaboradores de OpenStreetMap.</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>Incidentes</translation>
    </message>
    <message>
        <source>Incident</source>
        <translation>Incidente</translation>
    </message>
    <message>
        <source>Unplaced reports</source>
        <translation>Avisos sin situar</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Aprobaciones</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>Log proof</source>
        <translation>Prueba del registro</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Conexión</translation>
    </message>
    <message>
        <source>Signed in as</source>
        <translation>Sesión de</translation>
    </message>
    <message>
        <source>Last result</source>
        <translation>Último resultado</translation>
    </message>
    <message>
        <source>This report stands alone so far; it forms an incident when others come near.</source>
        <translation>Este aviso está solo por ahora; formará un incidente cuando lleguen otros cerca.</translation>
    </message>
    <message>
        <source>OutageKit</source>
        <translation>OutageKit</translation>
    </message>
    <message>
        <source>%1 - OutageKit</source>
        <translation>%1 - OutageKit</translation>
    </message>
    <message>
        <source>DRILL - %1</source>
        <translation>SIMULACRO - %1</translation>
    </message>
    <message>
        <source>Unplaced reports (%1)</source>
        <translation>Avisos sin situar (%1)</translation>
    </message>
    <message>
        <source>Approvals (%1)</source>
        <translation>Aprobaciones (%1)</translation>
    </message>
    <message>
        <source>Offline %1</source>
        <translation>Sin conexión %1</translation>
    </message>
    <message>
        <source>Connecting %1</source>
        <translation>Conectando %1</translation>
    </message>
    <message>
        <source>Connected %1</source>
        <translation>Conectado %1</translation>
    </message>
    <message>
        <source>Stopped %1</source>
        <translation>Detenido %1</translation>
    </message>
    <message>
        <source>Log not checked yet</source>
        <translation>Registro aún sin comprobar</translation>
    </message>
    <message>
        <source>Checking the log</source>
        <translation>Comprobando el registro</translation>
    </message>
    <message>
        <source>Log verified to %1</source>
        <translation>Registro verificado hasta %1</translation>
    </message>
    <message>
        <source>LOG DOES NOT FIT</source>
        <translation>EL REGISTRO NO CUADRA</translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation>&amp;Idioma</translation>
    </message>
    <message>
        <source>%1 from the next start on</source>
        <translation>%1 a partir del próximo inicio</translation>
    </message>
</context>
<context>
    <name>ok::app::MapColours</name>
    <message>
        <source>Reports</source>
        <translation>Avisos</translation>
    </message>
    <message>
        <source>DRILL</source>
        <translation>SIMULACRO</translation>
    </message>
</context>
<context>
    <name>ok::app::MapPanel</name>
    <message>
        <source>Map of incidents and reports</source>
        <translation>Mapa de incidentes y avisos</translation>
    </message>
    <message>
        <source>%1, %2 ago: %3</source>
        <translation>%1, hace %2: %3</translation>
    </message>
    <message>
        <source>Placed to about %1 m</source>
        <translation>Situado con unos %1 m de precisión</translation>
    </message>
    <message numerus="yes">
        <source>%n report(s) here. Click to look closer.</source>
        <translation>
            <numerusform>%n aviso aquí. Haga clic para acercarse.</numerusform>
            <numerusform>%n avisos aquí. Haga clic para acercarse.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ok::app::MapView</name>
    <message>
        <source>Incidents on the map</source>
        <translation>Incidentes en el mapa</translation>
    </message>
</context>
<context>
    <name>ok::app::MessagesModel</name>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Audience</source>
        <translation>Destinatarios</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Enviados</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Entregados</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fallidos</translation>
    </message>
    <message>
        <source>Withheld</source>
        <translation>Retenidos</translation>
    </message>
</context>
<context>
    <name>ok::app::MessagesPanel</name>
    <message>
        <source>Messages to customers</source>
        <translation>Mensajes a clientes</translation>
    </message>
    <message>
        <source>Nothing has been sent to customers yet.
Select an incident and press Ctrl+D to draft an update.</source>
        <translation>Aún no se ha enviado nada a los clientes.
Seleccione un incidente y pulse Ctrl+D para redactar un aviso.</translation>
    </message>
</context>
<context>
    <name>ok::app::ProofPanel</name>
    <message>
        <source>Last checkpoint</source>
        <translation>Último punto de control</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Sin conexión</translation>
    </message>
    <message>
        <source>When connected, this console checks every log entry it receives.</source>
        <translation>Con conexión, esta consola comprueba cada entrada del registro que recibe.</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Comprobando</translation>
    </message>
    <message>
        <source>Entries fit together so far; the first signed checkpoint has not come yet.</source>
        <translation>Las entradas encajan hasta ahora; aún no ha llegado el primer punto de control firmado.</translation>
    </message>
    <message>
        <source>The log fits</source>
        <translation>El registro cuadra</translation>
    </message>
    <message>
        <source>Every entry received here is chained to the one before and covered by a signed checkpoint.</source>
        <translation>Cada entrada recibida aquí está encadenada a la anterior y cubierta por un punto de control firmado.</translation>
    </message>
    <message>
        <source>The log does not fit</source>
        <translation>El registro no cuadra</translation>
    </message>
    <message>
        <source>%1
The server&apos;s history is not the one this console has seen. Do not rely on it: tell your security officer, keep this console running and export the log with okctl.</source>
        <translation>%1
La historia del servidor no es la que ha visto esta consola. No se fíe de ella: avise a su responsable de seguridad, deje esta consola en marcha y exporte el registro con okctl.</translation>
    </message>
    <message>
        <source>Entries checked: %1</source>
        <translation>Entradas comprobadas: %1</translation>
    </message>
    <message>
        <source>Checkpoint over %1 entries, signed %2</source>
        <translation>Punto de control de %1 entradas, firmado %2</translation>
    </message>
    <message>
        <source>Root: %1</source>
        <translation>Raíz: %1</translation>
    </message>
    <message>
        <source>Key: %1</source>
        <translation>Clave: %1</translation>
    </message>
</context>
<context>
    <name>ok::app::SignInDialog</name>
    <message>
        <source>Sign in</source>
        <translation>Iniciar sesión</translation>
    </message>
    <message>
        <source>Sign in to OutageKit</source>
        <translation>Iniciar sesión en OutageKit</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Ser&amp;ver</source>
        <translation>Ser&amp;vidor</translation>
    </message>
    <message>
        <source>Utili&amp;ty</source>
        <translation>Compañí&amp;a</translation>
    </message>
    <message>
        <source>&amp;User</source>
        <translation>&amp;Usuario</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>&amp;Contraseña</translation>
    </message>
    <message>
        <source>OutageKit</source>
        <translation>OutageKit</translation>
    </message>
    <message>
        <source>Signing in...</source>
        <translation>Iniciando sesión...</translation>
    </message>
    <message>
        <source>`%1` is not a server address. It looks like https://outages.example.org:8443.</source>
        <translation>«%1» no es una dirección de servidor. Es parecida a https://outages.example.org:8443.</translation>
    </message>
    <message>
        <source>Type your user name.</source>
        <translation>Escriba su usuario.</translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation>Escriba su contraseña.</translation>
    </message>
    <message>
        <source>User or password is wrong. Check caps lock; after several failures the account waits a few minutes.</source>
        <translation>El usuario o la contraseña no son correctos. Compruebe las mayúsculas; tras varios fallos la cuenta espera unos minutos.</translation>
    </message>
    <message>
        <source>Too many attempts. Wait a few minutes, or ask an administrator to unlock the account.</source>
        <translation>Demasiados intentos. Espere unos minutos o pida a un administrador que desbloquee la cuenta.</translation>
    </message>
    <message>
        <source>Nothing answers at this address. Check the address and whether the server runs.</source>
        <translation>Nadie responde en esta dirección. Compruebe la dirección y que el servidor esté en marcha.</translation>
    </message>
    <message>
        <source>This host name is not known. Check its spelling or your network.</source>
        <translation>Ese nombre de equipo no se conoce. Compruebe cómo está escrito o su red.</translation>
    </message>
    <message>
        <source>The server shows another certificate than last time. If nobody announced a change, do not sign in: ask your administrator. If it was announced, remove the old pin in Settings.</source>
        <translation>El servidor muestra un certificado distinto del de la última vez. Si nadie anunció un cambio, no inicie sesión: pregunte a su administrador. Si se anunció, quite la marca antigua en Ajustes.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate cannot be trusted (%1). Ask your administrator for the CA file.</source>
        <translation>No se puede confiar en el certificado del servidor (%1). Pida a su administrador el archivo de la autoridad (CA).</translation>
    </message>
    <message>
        <source>This server does not know that utility. Check its short name.</source>
        <translation>Este servidor no conoce esa compañía. Compruebe su nombre corto.</translation>
    </message>
    <message>
        <source>This console is too old for the server. Install the current version.</source>
        <translation>Esta consola es demasiado antigua para el servidor. Instale la versión actual.</translation>
    </message>
    <message>
        <source>Could not sign in: %1 (%2). Try again, or tell your administrator this code.</source>
        <translation>No se pudo iniciar sesión: %1 (%2). Inténtelo de nuevo o dé este código a su administrador.</translation>
    </message>
</context>
<context>
    <name>ok::app::SplitDialog</name>
    <message>
        <source>Split %1</source>
        <translation>Dividir %1</translation>
    </message>
    <message>
        <source>Tick the reports that belong to another outage. They become a new incident.</source>
        <translation>Marque los avisos que son de otro corte. Formarán un incidente nuevo.</translation>
    </message>
    <message>
        <source>%1  %2  %3</source>
        <translation>%1  %2  %3</translation>
    </message>
    <message>
        <source>Reports of this incident</source>
        <translation>Avisos de este incidente</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Dividir</translation>
    </message>
    <message>
        <source>Only one report: there is nothing to split.</source>
        <translation>Solo hay un aviso: no hay nada que dividir.</translation>
    </message>
    <message>
        <source>%1 of %2 reports leave</source>
        <translation>Salen %1 de %2 avisos</translation>
    </message>
</context>
<context>
    <name>ok::app::TimelineModel</name>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ocurrió</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
</context>
<context>
    <name>ok::app::TrayModel</name>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <source>From</source>
        <translation>De</translation>
    </message>
    <message>
        <source>What they wrote</source>
        <translation>Lo que escribieron</translation>
    </message>
    <message>
        <source>Address as written</source>
        <translation>Dirección tal como la escribieron</translation>
    </message>
    <message>
        <source>Why not placed</source>
        <translation>Por qué no se situó</translation>
    </message>
</context>
<context>
    <name>ok::app::TrayPanel</name>
    <message>
        <source>Unplaced reports</source>
        <translation>Avisos sin situar</translation>
    </message>
    <message>
        <source>Every report has a place.
Reports whose address nobody understands wait here; none is lost.</source>
        <translation>Todos los avisos tienen lugar.
Los avisos cuya dirección nadie entiende esperan aquí; ninguno se pierde.</translation>
    </message>
</context>
</TS>
