// The npm package `soap` as a server: parses the envelope and answers a constant order. BENCH_DATA: the text of a WSDL.
import { createServer } from 'node:http'
import soap from 'soap'
import { report } from './report.mjs'

const order = { id: 'PO-00000001', material: 'M-001', quantity: '120.000', due: '2026-09-28T14:00:00Z', priority: 5, state: 'Released', revision: 1 }
const wsdl = `<?xml version="1.0"?>
<definitions name="Orders" targetNamespace="urn:bench" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:tns="urn:bench" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <types><xs:schema targetNamespace="urn:bench" elementFormDefault="qualified">
    <xs:element name="GetOrder"><xs:complexType><xs:sequence><xs:element name="id" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
    <xs:element name="GetOrderResponse"><xs:complexType><xs:sequence>
      <xs:element name="order"><xs:complexType><xs:sequence>
        <xs:element name="id" type="xs:string"/><xs:element name="material" type="xs:string"/><xs:element name="quantity" type="xs:decimal"/>
        <xs:element name="due" type="xs:dateTime"/><xs:element name="priority" type="xs:int"/><xs:element name="state" type="xs:string"/><xs:element name="revision" type="xs:int"/>
      </xs:sequence></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
  </xs:schema></types>
  <message name="In"><part name="parameters" element="tns:GetOrder"/></message>
  <message name="Out"><part name="parameters" element="tns:GetOrderResponse"/></message>
  <portType name="Orders"><operation name="GetOrder"><input message="tns:In"/><output message="tns:Out"/></operation></portType>
  <binding name="OrdersSoap" type="tns:Orders"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="GetOrder"><soap:operation soapAction="urn:bench:GetOrder"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>
  <service name="OrdersService"><port name="OrdersPort" binding="tns:OrdersSoap"><soap:address location="http://127.0.0.1/soap"/></port></service>
</definitions>`
const server = createServer((request, response) => {
  response.statusCode = 404
  response.end()
})
server.listen(0, '127.0.0.1', () => {
  soap.listen(server, { path: '/soap', services: { OrdersService: { OrdersPort: { GetOrder: () => ({ order }) } } }, xml: wsdl })
  report({ port: server.address().port })
})
